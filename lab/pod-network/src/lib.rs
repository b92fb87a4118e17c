//! Pod packets from node to node: a VXLAN device with static entries.
//!
//! On the wire it is what Calico and flannel send in VXLAN mode: UDP 4789 from node to node (RFC 7348). Who has which
//! pods is in the plan, so nothing is learned: each node has a neighbour, a forwarding entry and a route for each
//! other, and they hold whether or not that node is running. The bridge plugin makes the pods' side.

use std::future::Future;
use std::io;
use std::net::Ipv4Addr;

use futures_util::TryStreamExt;
use ipnet::Ipv4Net;
use lab_namespace::Namespaces;
use lab_plan::{Node, Plan};
use rtnetlink::packet_core::ErrorMessage;
use rtnetlink::packet_route::neighbour::{NeighbourFlags, NeighbourState};
use rtnetlink::{Error, Handle, LinkUnspec, LinkVxlan, RouteMessageBuilder};
use rustix::io::Errno;

mod masquerade;

pub use masquerade::ruleset;

/// The device.
const DEVICE: &str = "vxlan.lab";
/// Its VXLAN network identifier.
const VNI: u32 = 4096;
/// IANA's port of VXLAN.
const PORT: u16 = 4789;

/// A node's pods cannot be reached as the plan has it.
#[derive(Debug, thiserror::Error)]
pub enum PodNetworkError {
    /// The machine has ended, or its namespaces are not ours to enter.
    #[error("cannot work in the network of a node")]
    Enter(#[source] io::Error),
    /// The kernel refused something.
    #[error("cannot {action}")]
    Netlink {
        /// What was to be done.
        action: String,
        /// The kernel's answer.
        #[source]
        source: Error,
    },
    /// `nft` is missing or refused the rule.
    #[error("cannot masquerade pods: {0}")]
    Nft(#[from] lab_nft::NftError),
}

/// How packets get from the pods of one node to those of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// Inside UDP, between the nodes' addresses.
    Vxlan,
    /// As they are, by way of the router.
    Plain,
}

/// Makes the device, its entries and the masquerade of what pods send out of the cluster. The node has its address
/// already. Nothing is to be done in the others when it is started again: their entries still hold.
///
/// # Errors
/// Whatever the kernel or `nft` refuses.
pub async fn configure(plan: &Plan, node: &Node, machine: &Namespaces) -> Result<(), PodNetworkError> {
    masquerade::apply(plan, machine.clone()).await?;
    let (own, peers) = (node.clone(), peers(plan, node));
    netlink(machine, async move |handle| {
        make_device(&handle, &own).await?;
        for peer in &peers {
            know(&handle, peer).await?;
        }
        route(&handle, &peers, Way::Vxlan).await
    })
    .await
}

/// Sends the packets of pods as they are: through the router, which has routes for them and drops what does not
/// carry a node's own address.
///
/// # Errors
/// Whatever the kernel refuses.
pub async fn use_plain_routes(plan: &Plan, node: &Node, machine: &Namespaces) -> Result<(), PodNetworkError> {
    let peers = peers(plan, node);
    netlink(machine, async move |handle| route(&handle, &peers, Way::Plain).await).await
}

/// Undoes [`use_plain_routes`].
///
/// # Errors
/// Whatever the kernel refuses.
pub async fn use_vxlan(plan: &Plan, node: &Node, machine: &Namespaces) -> Result<(), PodNetworkError> {
    let peers = peers(plan, node);
    netlink(machine, async move |handle| route(&handle, &peers, Way::Vxlan).await).await
}

/// Another node, as the routes and entries have it.
struct Peer {
    node: Ipv4Addr,
    pods: Ipv4Net,
    hardware_address: [u8; 6],
    gateway: Ipv4Addr,
}

fn peers(plan: &Plan, own: &Node) -> Vec<Peer> {
    let others = plan.nodes.iter().filter(|node| node.name != own.name);
    others
        .map(|node| Peer {
            node: node.address,
            pods: node.pods,
            hardware_address: hardware_address(node.address),
            gateway: plan.subnets[own.subnet].gateway,
        })
        .collect()
}

/// One that is administered locally, and as unique as the node's own address.
fn hardware_address(node: Ipv4Addr) -> [u8; 6] {
    let [a, b, c, d] = node.octets();
    [0x02, 0x00, a, b, c, d]
}

async fn make_device(handle: &Handle, node: &Node) -> Result<(), PodNetworkError> {
    if let Some(index) = find(handle, DEVICE).await? {
        attempt("remove the old device", handle.link().del(index).execute()).await?;
    }
    let lower = index(handle, "eth0").await?;
    let device = LinkVxlan::new(DEVICE, VNI)
        .dev(lower)
        .local(node.address)
        .port(PORT)
        .learning(false)
        .address(hardware_address(node.address).to_vec())
        .mtu(u32::from(Plan::POD_MTU))
        .up()
        .build();
    attempt("make the VXLAN device", handle.link().add(device).execute()).await?;
    let index = index(handle, DEVICE).await?;
    // The first address of the pods' network: what the node itself sends to pods elsewhere comes from it.
    let add = handle.address().add(index, node.pods.network().into(), 32);
    attempt("give the VXLAN device its address", add.execute()).await?;
    let up = LinkUnspec::new_with_index(index).up().build();
    attempt("switch the VXLAN device on", handle.link().set(up).execute()).await
}

/// Says where a peer's end of the network is: its hardware address, and the node behind that.
async fn know(handle: &Handle, peer: &Peer) -> Result<(), PodNetworkError> {
    let index = index(handle, DEVICE).await?;
    let neighbours = handle.neighbours();
    let neighbour = neighbours
        .add(index, peer.pods.network().into())
        .link_layer_address(&peer.hardware_address)
        .state(NeighbourState::Permanent)
        .replace();
    attempt("add a neighbour", neighbour.execute()).await?;
    let forwarding = neighbours
        .add_bridge(index, &peer.hardware_address)
        .destination(peer.node.into())
        .state(NeighbourState::Permanent)
        // In the device's own table; without it, that of a bridge which the device is not in.
        .flags(NeighbourFlags::Own)
        .replace();
    attempt("add a forwarding entry", forwarding.execute()).await
}

async fn route(handle: &Handle, peers: &[Peer], way: Way) -> Result<(), PodNetworkError> {
    let device = match way {
        Way::Vxlan => index(handle, DEVICE).await?,
        Way::Plain => index(handle, "eth0").await?,
    };
    for peer in peers {
        let gateway = match way {
            Way::Vxlan => peer.pods.network(),
            Way::Plain => peer.gateway,
        };
        let route = RouteMessageBuilder::<Ipv4Addr>::new()
            .destination_prefix(peer.pods.network(), peer.pods.prefix_len())
            .output_interface(device)
            .gateway(gateway)
            .onlink()
            .build();
        let replace = handle.route().add(route).replace();
        attempt(&format!("route {}", peer.pods), replace.execute()).await?;
    }
    Ok(())
}

async fn index(handle: &Handle, name: &str) -> Result<u32, PodNetworkError> {
    find(handle, name).await?.ok_or_else(|| PodNetworkError::Netlink {
        action: format!("find the link `{name}`"),
        source: Error::RequestFailed,
    })
}

async fn find(handle: &Handle, name: &str) -> Result<Option<u32>, PodNetworkError> {
    match handle.link().get().match_name(name).execute().try_next().await {
        Ok(link) => Ok(link.map(|link| link.header.index)),
        Err(Error::NetlinkError(ErrorMessage { code: Some(code), .. }))
            if code.get() == -Errno::NODEV.raw_os_error() =>
        {
            Ok(None)
        }
        Err(source) => Err(PodNetworkError::Netlink { action: format!("find the link `{name}`"), source }),
    }
}

async fn attempt(
    action: &str,
    request: impl Future<Output = Result<(), Error>>,
) -> Result<(), PodNetworkError> {
    request.await.map_err(|source| PodNetworkError::Netlink { action: action.to_owned(), source })
}

async fn netlink<F>(machine: &Namespaces, work: F) -> Result<(), PodNetworkError>
where
    F: AsyncFnOnce(Handle) -> Result<(), PodNetworkError> + Send + 'static,
{
    machine.netlink(work).await.map_err(PodNetworkError::Enter)?
}
