//! Which addresses may be loaded without being asked twice.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The lab's own networks, as address and prefix length: its VPC, its pods and its services.
pub const LAB_NETWORKS: [(Ipv4Addr, u8); 3] =
    [(Ipv4Addr::new(10, 0, 0, 0), 16), (Ipv4Addr::new(10, 244, 0, 0), 16), (Ipv4Addr::new(10, 96, 0, 0), 16)];

/// Permits loopback, the lab's networks and the hosts that were named.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed_hosts: Vec<String>,
}

impl Guard {
    /// Also permits these hosts: names or addresses, written as in the URL.
    pub fn also_allowing(hosts: impl IntoIterator<Item = String>) -> Self {
        Self { allowed_hosts: hosts.into_iter().collect() }
    }

    /// Whether `address` is loopback or the lab's. An IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.2) is
    /// judged as the IPv4 address that it reaches.
    pub fn permits(address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                address.is_loopback() || LAB_NETWORKS.iter().any(|network| contains(*network, address))
            }
            IpAddr::V6(address) => address.is_loopback(),
        }
    }

    /// The first address of `host` that may not be loaded.
    pub(super) fn first_forbidden(&self, host: &str, addresses: &[SocketAddr]) -> Option<IpAddr> {
        if self.allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host)) {
            return None;
        }
        addresses.iter().map(SocketAddr::ip).find(|address| !Self::permits(*address))
    }
}

fn contains((network, prefix): (Ipv4Addr, u8), address: Ipv4Addr) -> bool {
    let mask = u32::MAX << (32 - u32::from(prefix));
    network.to_bits() & mask == address.to_bits() & mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn loopback_and_the_lab_are_permitted_and_their_neighbours_are_not() {
        let table = [
            ("127.0.0.1", true),
            ("127.255.255.255", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("10.0.0.0", true),
            ("10.0.255.255", true),
            ("10.96.0.10", true),
            ("10.244.3.7", true),
            ("::ffff:10.244.3.7", true),
            ("0.0.0.0", false),
            ("::", false),
            ("10.1.0.0", false),
            ("10.95.255.255", false),
            ("10.97.0.0", false),
            ("10.243.255.255", false),
            ("10.245.0.0", false),
            ("126.255.255.255", false),
            ("128.0.0.0", false),
            ("169.254.169.254", false),
            ("192.168.0.1", false),
            ("::ffff:192.0.2.7", false),
            ("::2", false),
            ("fe80::1", false),
            ("2001:db8::1", false),
        ];
        for (address, permitted) in table {
            assert_eq!(Guard::permits(address.parse().unwrap()), permitted, "{address}");
        }
    }

    #[test]
    fn a_host_is_allowed_by_the_name_in_the_url_only() {
        let addresses = ["127.0.0.1:80".parse().unwrap(), "192.0.2.7:80".parse().unwrap()];
        let outside = Some("192.0.2.7".parse().unwrap());
        assert_eq!(Guard::default().first_forbidden("shop.test", &addresses), outside);
        let guard = Guard::also_allowing(["Shop.test".to_owned()]);
        assert_eq!(guard.first_forbidden("shop.test", &addresses), None);
        assert_eq!(guard.first_forbidden("192.0.2.7", &addresses), outside);
    }

    proptest! {
        #[test]
        fn an_address_is_permitted_exactly_when_its_first_bytes_say_so(bits: u32) {
            let address = Ipv4Addr::from_bits(bits);
            let expected = matches!(address.octets(), [127, ..] | [10, 0 | 96 | 244, ..]);
            prop_assert_eq!(Guard::permits(address.into()), expected);
            prop_assert_eq!(Guard::permits(address.to_ipv6_mapped().into()), expected);
        }

        #[test]
        fn no_ipv6_address_but_loopback_and_mapped_ones_is_permitted(bits: u128) {
            let address = std::net::Ipv6Addr::from_bits(bits);
            prop_assume!(address.to_ipv4_mapped().is_none() && !address.is_loopback());
            prop_assert!(!Guard::permits(address.into()));
        }
    }
}
