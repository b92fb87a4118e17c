//! The kernel's switches that Kubernetes needs, and what the reverse path filter drops.

use hops_model::{Family, Observation, Outcome};

use crate::kernel;

/// A stray packet from outside is nothing; so many in one epoch are somebody's traffic.
const MANY_DROPS: u64 = 5;
const STRICT: u64 = 1;

/// The counter of the last epoch.
#[derive(Debug, Default)]
pub(super) struct Switches {
    dropped: Option<u64>,
}

/// As they stand.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Standing {
    forwarding: Option<u64>,
    bridge_filter: Option<u64>,
    reverse_path: Option<u64>,
    /// Since the last epoch.
    dropped: u64,
}

impl Switches {
    pub(super) fn look(&mut self, uplink: Option<&str>, node: &str) -> Option<Observation> {
        let text = kernel::text("/proc/net/netstat");
        let now = kernel::netstat(&text).get("IPReversePathFilter").copied();
        let before = std::mem::replace(&mut self.dropped, now);
        let of = |device: &str| kernel::number(&format!("/proc/sys/net/ipv4/conf/{device}/rp_filter"));
        let standing = Standing {
            forwarding: kernel::number("/proc/sys/net/ipv4/ip_forward"),
            bridge_filter: kernel::number("/proc/sys/net/bridge/bridge-nf-call-iptables"),
            // The stricter of the two holds (ip-sysctl.rst).
            reverse_path: of("all").max(uplink.and_then(of)),
            dropped: now.zip(before).map_or(0, |(now, before)| now.saturating_sub(before)),
        };
        judge(standing, node)
    }
}

fn judge(standing: Standing, node: &str) -> Option<Observation> {
    let Standing { forwarding, bridge_filter, reverse_path, dropped } = standing;
    let forwarding = forwarding?;
    let (outcome, name, value, seen) = if forwarding == 0 {
        let seen = "net.ipv4.ip_forward is 0: the node passes no packet on".to_owned();
        (Outcome::ForwardingOff, "net.ipv4.ip_forward", forwarding, seen)
    } else if bridge_filter == Some(0) {
        let seen = "net.bridge.bridge-nf-call-iptables is 0: a bridge hides packets from kube-proxy's rules";
        (Outcome::BridgeFilterOff, "net.bridge.bridge-nf-call-iptables", 0, seen.to_owned())
    } else if reverse_path == Some(STRICT) && dropped >= MANY_DROPS {
        let seen = format!("the reverse path filter is strict and dropped {dropped} packets in an epoch");
        (Outcome::ReversePathDrops, "net.ipv4.conf.all.rp_filter", STRICT, seen)
    } else {
        (Outcome::Ok, "net.ipv4.ip_forward", forwarding, format!("net.ipv4.ip_forward is {forwarding}"))
    };
    let observation = Observation::new(Family::Sysctl, format!("node {node}"), outcome, seen);
    Some(observation.fact("node", node).fact("name", name).fact("value", value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: Standing =
        Standing { forwarding: Some(1), bridge_filter: None, reverse_path: Some(2), dropped: 0 };

    fn word(standing: Standing) -> Option<Outcome> {
        judge(standing, "w1").map(|observation| observation.outcome)
    }

    #[test]
    fn a_switch_that_stands_wrong_is_named() {
        assert_eq!(word(WELL), Some(Outcome::Ok));
        assert_eq!(word(Standing { forwarding: Some(0), ..WELL }), Some(Outcome::ForwardingOff));
        assert_eq!(word(Standing { bridge_filter: Some(0), ..WELL }), Some(Outcome::BridgeFilterOff));
        assert_eq!(word(Standing { forwarding: None, ..WELL }), None);
    }

    #[test]
    fn drops_count_only_where_the_filter_is_strict() {
        assert_eq!(word(Standing { dropped: 90, ..WELL }), Some(Outcome::Ok));
        let strict = Standing { reverse_path: Some(STRICT), ..WELL };
        assert_eq!(word(strict), Some(Outcome::Ok));
        assert_eq!(word(Standing { dropped: 90, ..strict }), Some(Outcome::ReversePathDrops));
    }
}
