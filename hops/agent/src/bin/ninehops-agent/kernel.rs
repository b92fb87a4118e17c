//! What the kernel tells anybody who reads its files: routes, devices, switches, counters.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::net::Ipv4Addr;

/// A line of `/proc/net/route`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Route {
    pub(crate) device: String,
    pub(crate) gateway: Option<Ipv4Addr>,
    destination: u32,
    mask: u32,
    metric: u32,
}

/// No file of the kernel's that is read here is longer.
const LONGEST_FILE: u64 = 1 << 20;
/// Of a network whose device does not say.
const USUAL_MTU: usize = 1500;

/// A file, or nothing where it cannot be read: a kernel without the part that it belongs to is no mistake.
pub(crate) fn text(path: &str) -> String {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST_FILE).read_to_string(&mut text));
    if read.is_err() {
        text.clear();
    }
    text
}

/// A file that holds one number.
pub(crate) fn number(path: &str) -> Option<u64> {
    text(path).trim().parse().ok()
}

/// A device's MTU.
pub(crate) fn mtu(device: &str) -> Option<usize> {
    usize::try_from(number(&format!("/sys/class/net/{device}/mtu"))?).ok()
}

/// That of the device by which everything leaves.
pub(crate) fn own_mtu() -> usize {
    let routes = routes(&text("/proc/net/route"));
    route_to(&routes, Ipv4Addr::new(192, 0, 2, 1)).and_then(|route| mtu(&route.device)).unwrap_or(USUAL_MTU)
}

/// The names of all devices.
pub(crate) fn devices() -> Vec<String> {
    let lines = text("/proc/net/dev");
    lines.lines().filter_map(|line| Some(line.split_once(':')?.0.trim().to_owned())).collect()
}

/// Out of `/proc/net/route`.
pub(crate) fn routes(text: &str) -> Vec<Route> {
    text.lines().skip(1).filter_map(route).collect()
}

fn route(line: &str) -> Option<Route> {
    const UP: u32 = 1;
    const REJECT: u32 = 0x200;
    let words: Vec<&str> = line.split_whitespace().collect();
    let hexadecimal = |index: usize| u32::from_str_radix(words.get(index)?, 16).ok();
    // The kernel prints the number that the address is in the memory of this machine.
    let address = |index: usize| Some(u32::from_be_bytes(hexadecimal(index)?.to_ne_bytes()));
    let flags = hexadecimal(3)?;
    if flags & UP == 0 || flags & REJECT != 0 {
        return None;
    }
    let gateway = Ipv4Addr::from(address(2)?);
    Some(Route {
        device: (*words.first()?).to_owned(),
        gateway: (!gateway.is_unspecified()).then_some(gateway),
        destination: address(1)?,
        mask: address(7)?,
        metric: words.get(6)?.parse().ok()?,
    })
}

/// The one that a packet takes: the longest prefix, then the least metric.
pub(crate) fn route_to(routes: &[Route], address: Ipv4Addr) -> Option<&Route> {
    let address = u32::from(address);
    let fits = routes.iter().filter(|route| address & route.mask == route.destination);
    fits.max_by_key(|route| (route.mask, std::cmp::Reverse(route.metric)))
}

/// Out of `/proc/net/stat/nf_conntrack`: a line of names, then a line of hexadecimal numbers for each processor.
pub(crate) fn conntrack_counter(text: &str, name: &str) -> Option<u64> {
    let mut lines = text.lines();
    let column = lines.next()?.split_whitespace().position(|word| word == name)?;
    lines.map(|line| u64::from_str_radix(line.split_whitespace().nth(column)?, 16).ok()).sum()
}

/// Out of `/proc/net/netstat`: pairs of lines, `Group: name …` and `Group: number …`.
pub(crate) fn netstat(text: &str) -> BTreeMap<&str, u64> {
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines.chunks_exact(2).flat_map(|pair| {
        let names = pair[0].split_whitespace().skip(1);
        names.zip(pair[1].split_whitespace().skip(1))
    });
    pairs.filter_map(|(name, number)| Some((name, number.parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As `/proc/net/route` has it on a machine of either byte order.
    fn hexadecimal(address: [u8; 4]) -> String {
        format!("{:08X}", u32::from_ne_bytes(address))
    }

    fn table() -> String {
        let line = |device: &str, destination, gateway, mask| {
            let [destination, gateway, mask] = [destination, gateway, mask].map(hexadecimal);
            format!("{device}\t{destination}\t{gateway}\t0003\t0\t0\t0\t{mask}\t0\t0\t0\n")
        };
        [
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n".to_owned(),
            line("eth0", [0, 0, 0, 0], [10, 0, 1, 1], [0, 0, 0, 0]),
            line("vxlan.calico", [10, 244, 2, 0], [10, 244, 2, 0], [255, 255, 255, 0]),
            line("cni0", [10, 244, 1, 0], [0, 0, 0, 0], [255, 255, 255, 0]),
        ]
        .concat()
    }

    #[test]
    fn a_packet_takes_the_longest_prefix() {
        let routes = routes(&table());
        let device = |address: [u8; 4]| route_to(&routes, address.into()).unwrap().device.clone();
        assert_eq!(device([10, 244, 2, 7]), "vxlan.calico");
        assert_eq!(device([10, 244, 1, 7]), "cni0");
        assert_eq!(device([10, 244, 3, 7]), "eth0");
        assert_eq!(route_to(&routes, [8, 8, 8, 8].into()).unwrap().gateway, Some([10, 0, 1, 1].into()));
        assert_eq!(route_to(&[], [8, 8, 8, 8].into()), None);
    }

    #[test]
    fn counters_of_all_processors_are_added() {
        let text = "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop\n\
                    00000010 00000000 0 0 0 0 0 0 0 0000000a 00000000\n\
                    00000010 00000000 0 0 0 0 0 0 0 00000006 00000000\n";
        assert_eq!(conntrack_counter(text, "insert_failed"), Some(16));
        assert_eq!(conntrack_counter(text, "search"), None);
        assert_eq!(conntrack_counter("", "drop"), None);
    }

    #[test]
    fn a_counter_of_netstat_is_found_by_its_name() {
        let text = "TcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 12\nIpExt: InNoRoutes\nIpExt: 3\n";
        assert_eq!(netstat(text).get("IPReversePathFilter"), Some(&12));
        assert_eq!(netstat(text).get("InNoRoutes"), Some(&3));
    }

    #[test]
    fn a_file_that_is_not_there_is_empty() {
        assert_eq!((text("/proc/net/nothing").as_str(), number("/proc/net/nothing")), ("", None));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_read(text in "(.|\n){0,300}") {
            routes(&text);
            netstat(&text);
            conntrack_counter(&text, "drop");
        }
    }
}
