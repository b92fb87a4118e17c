//! Whom a Corefile forwards to.

use std::net::{IpAddr, SocketAddr};

const DNS: u16 = 53;

/// Every server of every `forward`, as it is written.
pub(super) fn upstreams(corefile: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in corefile.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["forward" | "proxy", _zone, servers @ ..] = words.as_slice() else { continue };
        let servers =
            servers.iter().map(|word| word.trim_end_matches('{')).take_while(|word| !word.is_empty());
        for server in servers {
            if !found.iter().any(|known| known == server) {
                found.push(server.to_owned());
            }
        }
    }
    found
}

/// Whether CoreDNS would ask itself: at a loopback address of its own pod, or by the Service in front of it. At another
/// port somebody else may listen.
pub(super) fn is_itself(server: &str, addresses: &[String]) -> bool {
    let plain = server.strip_prefix("dns://").unwrap_or(server);
    let (address, port) = match plain.parse::<SocketAddr>() {
        Ok(address) => (address.ip(), address.port()),
        Err(_) => match plain.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => (address, DNS),
            Err(_) => return false,
        },
    };
    port == DNS && (address.is_loopback() || addresses.iter().any(|own| own.parse() == Ok(address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KUBEADM: &str = "
.:53 {
    errors
    health { lameduck 5s }
    kubernetes cluster.local in-addr.arpa ip6.arpa { pods insecure }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
}
example.com:53 {
    forward . 10.0.0.1 tls://10.0.0.2 # 127.0.0.1
}
";

    #[test]
    fn every_forward_of_every_zone_is_found() {
        assert_eq!(upstreams(KUBEADM), ["/etc/resolv.conf", "10.0.0.1", "tls://10.0.0.2"]);
        assert!(upstreams("forward").is_empty() && upstreams("").is_empty());
        assert_eq!(upstreams("forward . 127.0.0.53{"), ["127.0.0.53"]);
    }

    #[test]
    fn a_loopback_at_the_port_of_dns_and_the_own_service_are_itself() {
        let own = ["10.96.0.10".to_owned()];
        for (server, expected) in [
            ("127.0.0.53", true),
            ("127.0.0.1:53", true),
            ("dns://127.0.0.1", true),
            ("::1", true),
            ("[::1]:53", true),
            ("10.96.0.10", true),
            ("127.0.0.1:5353", false),
            ("10.0.0.1", false),
            ("/etc/resolv.conf", false),
            ("tls://127.0.0.1", false),
        ] {
            assert_eq!(is_itself(server, &own), expected, "{server}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_read(text in ".{0,300}") {
            for server in upstreams(&text) {
                let _ = is_itself(&server, &[]);
            }
        }
    }
}
