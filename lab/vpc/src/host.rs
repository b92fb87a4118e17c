//! The host's side: it is the Internet to the VPC, and leads on to the real one.

use std::future::Future;
use std::io;
use std::os::fd::AsRawFd;

use ipnet::Ipv4Net;
use lab_namespace::Namespaces;
use lab_plan::{LabName, Plan};

pub use self::addresses::Addresses;
use crate::router::netlink;
use crate::{NetworkError, link};

mod addresses;
mod forwarding;

/// Links the host with the router: an address, routes into the VPC and to the registry, and NAT for what leaves.
///
/// Forwarding is switched on where it is off. A firewall of the host that drops what it forwards also drops what
/// nodes send to the real Internet; the lab itself does not need that.
///
/// # Errors
/// Whatever the kernel or `nft` refuses. [`disconnect`] removes what was made.
pub async fn connect(plan: &Plan, router: &Namespaces) -> Result<(), NetworkError> {
    let name = plan.name.host_interface();
    let (host, gateway) = (plan.internet.host, plan.internet.gateway);
    forwarding::switch_on(plan).await?;
    let namespace = router.network_file().as_raw_fd();
    let (connection, handle, _messages) = rtnetlink::new_connection().map_err(NetworkError::Enter)?;
    drive(connection, async {
        let veth = link::Veth { here: &name, there: "igw", namespace };
        link::add_veth(&handle, &veth).await?;
        let index = link::set_address(&handle, &name, host, 30).await?;
        let registry = Ipv4Net::from(plan.internet.registry);
        for network in [plan.vpc, registry] {
            link::add_route(&handle, network, index, Some(gateway)).await?;
        }
        Ok(())
    })
    .await?;
    netlink(router, async move |handle| {
        let index = link::set_address(&handle, "igw", gateway, 30).await?;
        link::add_route(&handle, Ipv4Net::default(), index, Some(host)).await
    })
    .await
}

/// Removes every trace of a lab's network from the host. Fine if there is none.
///
/// # Errors
/// Whatever the kernel or `nft` refuses.
pub async fn disconnect(lab: &LabName) -> Result<(), NetworkError> {
    let name = lab.host_interface();
    let (connection, handle, _messages) = rtnetlink::new_connection().map_err(NetworkError::Enter)?;
    drive(connection, link::remove(&handle, &name)).await?;
    forwarding::restore(lab).await
}

/// A netlink connection of the host works only while somebody drives it.
pub(crate) async fn drive<T>(
    connection: impl Future<Output = ()>,
    work: impl Future<Output = Result<T, NetworkError>>,
) -> Result<T, NetworkError> {
    tokio::select! {
        result = work => result,
        () = connection => Err(NetworkError::Enter(io::Error::other("the netlink connection ended"))),
    }
}
