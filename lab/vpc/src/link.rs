//! Links, addresses and routes of one network namespace.

use std::net::Ipv4Addr;
use std::os::fd::RawFd;

use futures_util::TryStreamExt;
use ipnet::Ipv4Net;
use lab_plan::Plan;
use rtnetlink::packet_core::ErrorMessage;
use rtnetlink::packet_route::link::{InfoData, InfoVeth};
use rtnetlink::packet_route::route::RouteScope;
use rtnetlink::{Error, Handle, LinkUnspec, LinkVeth, RouteMessageBuilder};
use rustix::io::Errno;

use crate::NetworkError;

/// Both ends of a link, by name.
pub(crate) struct Veth<'a> {
    /// The end in the namespace of the connection.
    pub(crate) here: &'a str,
    /// The other.
    pub(crate) there: &'a str,
    /// The namespace of the other; the file is open in this process.
    pub(crate) namespace: RawFd,
}

/// Makes a link in place of one that was there before, and switches the near end on.
pub(crate) async fn add_veth(handle: &Handle, veth: &Veth<'_>) -> Result<u32, NetworkError> {
    remove(handle, veth.here).await?;
    let mtu = u32::from(Plan::LINK_MTU);
    let there = LinkUnspec::new_with_name(veth.there).mtu(mtu).setns_by_fd(veth.namespace).build();
    let link = LinkVeth::new(veth.here, veth.there)
        .set_info_data(InfoData::Veth(InfoVeth::Peer(there)))
        .mtu(mtu)
        .up()
        .build();
    let action = format!("make the link `{}`", veth.here);
    handle.link().add(link).execute().await.map_err(NetworkError::netlink(action))?;
    index(handle, veth.here).await
}

/// Removes a link. Fine if there is none.
pub(crate) async fn remove(handle: &Handle, name: &str) -> Result<(), NetworkError> {
    let Some(index) = find(handle, name).await? else { return Ok(()) };
    match handle.link().del(index).execute().await {
        // The machine at its other end may have ended meanwhile.
        Err(error) if is(&error, Errno::NODEV) => Ok(()),
        other => other.map_err(NetworkError::netlink(format!("remove the link `{name}`"))),
    }
}

/// Gives the link `name` an address and switches it on.
pub(crate) async fn set_address(
    handle: &Handle,
    name: &str,
    address: Ipv4Addr,
    prefix_length: u8,
) -> Result<u32, NetworkError> {
    let index = index(handle, name).await?;
    let action = || format!("give `{name}` the address {address}/{prefix_length}");
    let add = handle.address().add(index, address.into(), prefix_length).replace();
    add.execute().await.map_err(NetworkError::netlink(action()))?;
    switch_on(handle, name).await
}

/// Switches the link `name` on and gives back its index.
///
/// For `lo` that is all: the kernel gives it 127.0.0.1 with the scope of a host, as which it never asks for a
/// neighbour's hardware address.
pub(crate) async fn switch_on(handle: &Handle, name: &str) -> Result<u32, NetworkError> {
    let index = index(handle, name).await?;
    let up = LinkUnspec::new_with_index(index).up().build();
    let action = format!("switch `{name}` on");
    handle.link().set(up).execute().await.map_err(NetworkError::netlink(action))?;
    Ok(index)
}

/// A route to `network` out of the link with this index: through a neighbour, or straight.
pub(crate) async fn add_route(
    handle: &Handle,
    network: Ipv4Net,
    index: u32,
    gateway: Option<Ipv4Addr>,
) -> Result<(), NetworkError> {
    let route = RouteMessageBuilder::<Ipv4Addr>::new()
        .destination_prefix(network.network(), network.prefix_len())
        .output_interface(index);
    let route = match gateway {
        Some(gateway) => route.gateway(gateway).onlink(),
        None => route.scope(RouteScope::Link),
    };
    let action = format!("add a route to {network}");
    handle.route().add(route.build()).replace().execute().await.map_err(NetworkError::netlink(action))
}

/// The index of a link that must be there.
pub(crate) async fn index(handle: &Handle, name: &str) -> Result<u32, NetworkError> {
    find(handle, name).await?.ok_or_else(|| {
        NetworkError::netlink(format!("find the link `{name}`"))(rtnetlink::Error::RequestFailed)
    })
}

async fn find(handle: &Handle, name: &str) -> Result<Option<u32>, NetworkError> {
    let mut links = handle.link().get().match_name(name).execute();
    match links.try_next().await {
        Ok(link) => Ok(link.map(|link| link.header.index)),
        Err(error) if is(&error, Errno::NODEV) => Ok(None),
        Err(error) => Err(NetworkError::netlink(format!("find the link `{name}`"))(error)),
    }
}

pub(crate) fn is(error: &Error, errno: Errno) -> bool {
    matches!(error, Error::NetlinkError(ErrorMessage { code: Some(code), .. }) if code.get() == -errno.raw_os_error())
}
