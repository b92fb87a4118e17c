//! Addresses for several labs on one host.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// The addresses of one lab of many: those of two slots have none in common.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Slot {
    /// 10.N.0.0/16.
    pub vpc: Ipv4Net,
    /// 198.18.N.0/29, out of what RFC 2544 sets aside for tests of network devices.
    pub internet: Ipv4Net,
}

impl Slot {
    /// Every slot, the one to prefer first. Pods and Services have the addresses of those left out.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).filter(|number| ![96, 244].contains(number)).map(|number| Self {
            vpc: Ipv4Net::new_assert(Ipv4Addr::new(10, number, 0, 0), 16),
            internet: Ipv4Net::new_assert(Ipv4Addr::new(198, 18, number, 0), 29),
        })
    }
}
