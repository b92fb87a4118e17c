//! Whether what a wrapping device sends still fits through the uplink.

use hops_model::{Family, Observation, Outcome};

use crate::kernel::{devices, mtu};

/// What VXLAN and IP-in-IP put around a packet.
const VXLAN_BYTES: usize = 50;
const IP_IN_IP_BYTES: usize = 20;

/// Of a device and its MTU.
type Link = (String, usize);

pub(super) fn look(uplink: Option<&str>, node: &str) -> Option<Observation> {
    let links: Vec<Link> =
        devices().into_iter().filter_map(|name| Some((name.clone(), mtu(&name)?))).collect();
    judge(uplink?, &links, node)
}

fn judge(uplink: &str, links: &[Link], node: &str) -> Option<Observation> {
    let (_, outer) = links.iter().find(|(name, _)| name == uplink)?;
    let wrapping = links.iter().filter_map(|(name, mtu)| Some((name, *mtu, overhead(name)?)));
    let too_large = |wanted: usize, name: &str, mtu: usize| {
        let seen = format!("{name} sends up to {mtu} bytes, and {uplink} has room for {wanted} of them");
        observation(node, Outcome::MtuTooLarge, seen, (name, mtu, wanted))
    };
    let mut narrowest: Option<(&str, usize)> = None;
    for (name, mtu, overhead) in wrapping {
        let wanted = outer.saturating_sub(overhead);
        if mtu > wanted {
            return Some(too_large(wanted, name, mtu));
        }
        if narrowest.is_none_or(|(_, other)| mtu < other) {
            narrowest = Some((name, mtu));
        }
    }
    let (device, room) = narrowest.unwrap_or((uplink, *outer));
    let of_pods = links.iter().filter(|(name, _)| is_of_pods(name)).max_by_key(|(_, mtu)| *mtu);
    match of_pods {
        Some((name, mtu)) if *mtu > room => {
            let seen = format!("{name} lets pods send up to {mtu} bytes, and {device} takes {room}");
            Some(observation(node, Outcome::MtuTooLarge, seen, (name, *mtu, room)))
        }
        _ => {
            let seen = format!("{device} takes {room} bytes, and {uplink} {outer}");
            Some(observation(node, Outcome::Ok, seen, (device, room, room)))
        }
    }
}

fn observation(node: &str, outcome: Outcome, seen: String, link: (&str, usize, usize)) -> Observation {
    let (device, mtu, wanted) = link;
    Observation::new(Family::Links, format!("node {node}"), outcome, seen)
        .fact("node", node)
        .fact("device", device)
        .fact("mtu", mtu.to_string())
        .fact("wanted", wanted.to_string())
}

fn overhead(device: &str) -> Option<usize> {
    match device {
        device if device.contains("vxlan") || device.starts_with("flannel") => Some(VXLAN_BYTES),
        device if device.starts_with("tunl") => Some(IP_IN_IP_BYTES),
        _ => None,
    }
}

/// Bridges and veth pairs of the usual plugins.
fn is_of_pods(device: &str) -> bool {
    ["cni", "cali", "veth"].iter().any(|prefix| device.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(links: &[(&str, usize)]) -> (Outcome, String) {
        let links: Vec<Link> = links.iter().map(|(name, mtu)| ((*name).to_owned(), *mtu)).collect();
        let observation = judge("eth0", &links, "w1").unwrap();
        (observation.outcome, observation.seen)
    }

    #[test]
    fn fifty_bytes_are_left_for_what_vxlan_puts_around_a_packet() {
        let fits = word(&[("lo", 65536), ("eth0", 1500), ("vxlan.calico", 1450), ("cali12", 1450)]);
        assert_eq!(fits, (Outcome::Ok, "vxlan.calico takes 1450 bytes, and eth0 1500".to_owned()));
        let wide = word(&[("eth0", 1500), ("vxlan.calico", 1480)]);
        assert_eq!(wide.0, Outcome::MtuTooLarge);
        assert_eq!(wide.1, "vxlan.calico sends up to 1480 bytes, and eth0 has room for 1450 of them");
        assert_eq!(word(&[("eth0", 9001), ("tunl0", 8981)]).0, Outcome::Ok);
    }

    #[test]
    fn pods_may_not_send_more_than_the_device_takes() {
        assert_eq!(word(&[("eth0", 1500), ("vxlan.lab", 1450), ("cni0", 1500)]).0, Outcome::MtuTooLarge);
        assert_eq!(word(&[("eth0", 1500), ("cni0", 1500)]).0, Outcome::Ok);
    }

    #[test]
    fn a_node_without_an_uplink_says_nothing() {
        assert_eq!(judge("eth0", &[], "w1"), None);
    }
}
