//! Which addresses are in use on the host.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::TryStreamExt;
use ipnet::Ipv4Net;
use lab_plan::Slot;
use rtnetlink::packet_route::address::AddressAttribute;
use rtnetlink::packet_route::route::{RouteAddress, RouteAttribute, RouteMessage};
use rtnetlink::{Handle, RouteMessageBuilder};

use super::drive;
use crate::NetworkError;

/// The networks that the host has an address in or a route to, its default route apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addresses(Vec<Ipv4Net>);

impl Addresses {
    /// Asks the kernel.
    ///
    /// # Errors
    /// Whatever the kernel refuses.
    pub async fn in_use() -> Result<Self, NetworkError> {
        let (connection, handle, _messages) = rtnetlink::new_connection().map_err(NetworkError::Enter)?;
        drive(connection, in_use(&handle)).await.map(Self)
    }

    /// Whether both networks of a slot are free.
    pub fn has_room_for(&self, slot: Slot) -> bool {
        self.is_free(slot.vpc).is_ok() && self.is_free(slot.internet).is_ok()
    }

    /// Whether a lab may have these addresses.
    ///
    /// # Errors
    /// [`NetworkError::InUse`].
    pub fn is_free(&self, wanted: Ipv4Net) -> Result<(), NetworkError> {
        // Two prefixes overlap only if one contains the other.
        let overlaps = |used: &&Ipv4Net| used.contains(&wanted) || wanted.contains(*used);
        match self.0.iter().find(overlaps) {
            Some(&used) => Err(NetworkError::InUse { wanted, used }),
            None => Ok(()),
        }
    }
}

async fn in_use(handle: &Handle) -> Result<Vec<Ipv4Net>, NetworkError> {
    let every = RouteMessageBuilder::<Ipv4Addr>::new().build();
    let routes: Vec<RouteMessage> = handle
        .route()
        .get(every)
        .execute()
        .try_collect()
        .await
        .map_err(NetworkError::netlink("list the routes"))?;
    let mut networks: Vec<Ipv4Net> = routes.iter().filter_map(destination).collect();
    let addresses: Vec<_> = handle
        .address()
        .get()
        .execute()
        .try_collect()
        .await
        .map_err(NetworkError::netlink("list the addresses"))?;
    for message in addresses {
        let length = message.header.prefix_len;
        networks.extend(message.attributes.iter().filter_map(|attribute| match attribute {
            AddressAttribute::Address(IpAddr::V4(address)) => Ipv4Net::new(*address, length).ok(),
            _ => None,
        }));
    }
    Ok(networks.into_iter().map(|network| network.trunc()).collect())
}

/// `None` for the default route.
fn destination(route: &RouteMessage) -> Option<Ipv4Net> {
    let length = route.header.destination_prefix_length;
    route.attributes.iter().find_map(|attribute| match attribute {
        RouteAttribute::Destination(RouteAddress::Inet(address)) if length > 0 => {
            Ipv4Net::new(*address, length).ok()
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(networks: &[&str]) -> Addresses {
        Addresses(networks.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn a_slot_has_room_only_when_nobody_uses_either_of_its_networks() {
        let addresses = addresses(&["10.0.0.0/22", "198.18.1.4/30", "192.168.0.0/16"]);
        let slot = Slot::all().find(|slot| addresses.has_room_for(*slot)).unwrap();
        assert_eq!(slot.vpc.to_string(), "10.2.0.0/16");
    }

    #[test]
    fn who_routes_all_of_ten_is_told_to_choose() {
        let addresses = addresses(&["10.0.0.0/8"]);
        assert!(!Slot::all().any(|slot| addresses.has_room_for(slot)));
        let error = NetworkError::NoSlot;
        insta::assert_snapshot!(error, @"no network 10.N.0.0/16 is free on this machine");
        insta::assert_snapshot!(error.hint().unwrap(), @"choose another network with --vpc, such as 172.31.0.0/16");
    }

    #[test]
    fn a_network_in_use_is_named_with_what_uses_it() {
        let error = addresses(&["10.7.3.0/24"]).is_free("10.7.0.0/16".parse().unwrap()).unwrap_err();
        insta::assert_snapshot!(error, @"`10.7.0.0/16` overlaps `10.7.3.0/24`, which this machine has an address in or a route to");
    }
}
