//! The VPC's router: a machine with one link to each node, one to the registry and one to the host.

use std::net::Ipv4Addr;
use std::os::fd::AsRawFd;

use ipnet::Ipv4Net;
use lab_namespace::Namespaces;
use lab_nft::Place;
use lab_plan::{ConntrackTimes, Node, Plan};
use rtnetlink::Handle;

use crate::{Firewall, NetworkError, link, parameter};

/// The router of one lab. Nodes share a subnet but no wire: every packet between two of them passes here.
#[derive(Clone, Debug)]
pub struct Router {
    plan: Plan,
    namespaces: Namespaces,
}

impl Router {
    /// The machine in these namespaces is to be the router.
    pub fn new(plan: Plan, namespaces: Namespaces) -> Self {
        Self { plan, namespaces }
    }

    /// Sets up all but the links.
    ///
    /// # Errors
    /// Whatever the kernel or `nft` refuses.
    pub async fn configure(&self, firewall: &Firewall) -> Result<(), NetworkError> {
        // The first rule that asks for a flow's state brings the parameters of conntrack into the namespace.
        self.apply(firewall).await?;
        let mut parameters = parameter::of_a_forwarder();
        parameters.extend(conntrack(self.plan.conntrack));
        write(&self.namespaces, parameters).await?;
        let gateways: Vec<_> = self.plan.subnets.iter().map(|subnet| subnet.gateway).collect();
        netlink(&self.namespaces, async move |handle| {
            link::switch_on(&handle, "lo").await?;
            for gateway in gateways {
                link::set_address(&handle, "lo", gateway, 32).await?;
            }
            Ok(())
        })
        .await
    }

    /// Links a node, also one that was linked before and has been started again.
    ///
    /// # Errors
    /// Whatever the kernel refuses.
    pub async fn attach(&self, node: &Node, machine: &Namespaces) -> Result<(), NetworkError> {
        let subnet = &self.plan.subnets[node.subnet];
        let interface = node.interface();
        self.link(&interface, machine).await?;
        write(&self.namespaces, proxy_arp(&interface)).await?;
        let (address, pods) = (node.address, node.pods);
        netlink(&self.namespaces, async move |handle| {
            let index = link::index(&handle, &interface).await?;
            link::add_route(&handle, Ipv4Net::from(address), index, None).await?;
            // As a route table of EC2 that points at an instance: whether it helps is the check's to decide.
            link::add_route(&handle, pods, index, Some(address)).await
        })
        .await?;
        write(machine, parameter::of_a_forwarder()).await?;
        let (prefix_length, gateway) = (subnet.cidr.prefix_len(), subnet.gateway);
        netlink(machine, async move |handle| inside(&handle, address, prefix_length, gateway).await).await
    }

    /// Links the registry.
    ///
    /// # Errors
    /// Whatever the kernel refuses.
    pub async fn attach_registry(&self, machine: &Namespaces) -> Result<(), NetworkError> {
        self.link("registry", machine).await?;
        let (gateway, address) = (self.plan.internet.registry_gateway, self.plan.internet.registry);
        netlink(&self.namespaces, async move |handle| {
            link::set_address(&handle, "registry", gateway, 30).await.map(drop)
        })
        .await?;
        netlink(machine, async move |handle| inside(&handle, address, 30, gateway).await).await
    }

    /// Removes a node's link. Fine if there is none.
    ///
    /// # Errors
    /// Whatever the kernel refuses.
    pub async fn detach(&self, node: &Node) -> Result<(), NetworkError> {
        let interface = node.interface();
        netlink(&self.namespaces, async move |handle| link::remove(&handle, &interface).await).await
    }

    /// Replaces all rules in one step.
    ///
    /// # Errors
    /// Whatever `nft` refuses.
    pub async fn apply(&self, firewall: &Firewall) -> Result<(), NetworkError> {
        Ok(lab_nft::apply(Place::Machine(self.namespaces.clone()), firewall.ruleset()).await?)
    }

    /// How many packets the rules dropped since they were last replaced, as `nft` prints it.
    ///
    /// # Errors
    /// When `nft` cannot run.
    pub async fn counters(&self) -> Result<String, NetworkError> {
        let place = Place::Machine(self.namespaces.clone());
        Ok(lab_nft::run(place, &["list", "counters"], String::new()).await?)
    }

    /// A link from the router's `interface` to the machine's `eth0`.
    async fn link(&self, interface: &str, machine: &Namespaces) -> Result<(), NetworkError> {
        let (interface, machine) = (interface.to_owned(), machine.clone());
        netlink(&self.namespaces, async move |handle| {
            let namespace = machine.network_file().as_raw_fd();
            let veth = link::Veth { here: &interface, there: "eth0", namespace };
            link::add_veth(&handle, &veth).await.map(drop)
        })
        .await
    }
}

/// The far end of a link: its address, and the gateway to everything else.
async fn inside(
    handle: &Handle,
    address: Ipv4Addr,
    prefix_length: u8,
    gateway: Ipv4Addr,
) -> Result<(), NetworkError> {
    link::switch_on(handle, "lo").await?;
    let index = link::set_address(handle, "eth0", address, prefix_length).await?;
    link::add_route(handle, Ipv4Net::default(), index, Some(gateway)).await
}

/// The router answers for every address of the subnet, at once: by default such an answer waits up to 0.8 s.
fn proxy_arp(interface: &str) -> Vec<(String, u32)> {
    vec![
        (format!("net/ipv4/conf/{interface}/proxy_arp"), 1),
        (format!("net/ipv4/neigh/{interface}/proxy_delay"), 0),
    ]
}

fn conntrack(times: ConntrackTimes) -> Vec<(String, u32)> {
    let parameters = [
        ("tcp_timeout_established", times.tcp_established),
        ("udp_timeout", times.udp),
        ("udp_timeout_stream", times.udp_stream),
        ("icmp_timeout", times.other),
        ("generic_timeout", times.other),
        // EC2 follows flows, not windows.
        ("tcp_be_liberal", 1),
    ];
    parameters.map(|(name, value)| (format!("net/netfilter/nf_conntrack_{name}"), value)).into()
}

pub(crate) async fn write(machine: &Namespaces, parameters: Vec<(String, u32)>) -> Result<(), NetworkError> {
    machine.run(move || parameter::write_all(&parameters)).await.map_err(NetworkError::Enter)?
}

pub(crate) async fn netlink<F>(machine: &Namespaces, work: F) -> Result<(), NetworkError>
where
    F: AsyncFnOnce(Handle) -> Result<(), NetworkError> + Send + 'static,
{
    machine.netlink(work).await.map_err(NetworkError::Enter)?
}
