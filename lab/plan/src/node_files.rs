//! Files of a node that are not of one program alone.

use std::net::IpAddr;

use serde_json::json;

use crate::plan::{Node, Plan};

/// Where [`cni_conflist`] belongs in a node.
pub const CNI_CONFLIST: &str = "/etc/cni/net.d/10-lab.conflist";

/// `/etc/hosts` of every machine of the lab.
pub fn hosts(plan: &Plan) -> String {
    let mut lines = vec![
        "127.0.0.1 localhost".to_owned(),
        format!("{} {}", plan.control_plane().address, plan.api_server.name),
    ];
    for node in &plan.nodes {
        lines.push(format!("{} {} {}.{}", node.address, node.name, node.name, plan.domain()));
    }
    lines.push(format!("{} registry", plan.internet.registry));
    lines.join("\n") + "\n"
}

/// `/etc/resolv.conf` of every machine: the host's name servers that can be reached from outside the host.
///
/// Without any it names the host itself, where nobody answers: `CoreDNS` refuses to start with an empty file, and a
/// name outside the cluster shall fail at once instead.
pub fn resolv_conf(plan: &Plan, name_servers: &[IpAddr]) -> String {
    let reachable =
        |address: &&IpAddr| address.is_ipv4() && !address.is_loopback() && !address.is_unspecified();
    // Resolvers read three (resolv.conf(5), MAXNS).
    let mut lines: Vec<String> = name_servers
        .iter()
        .filter(reachable)
        .take(3)
        .map(|address| format!("nameserver {address}\n"))
        .collect();
    if lines.is_empty() {
        lines.push(format!("nameserver {}\n", plan.internet.host));
    }
    lines.concat()
}

/// The pod network of a node without Calico: upstream's bridge, host-local and portmap plugins.
pub fn cni_conflist(node: &Node) -> String {
    let list = json!({
        "cniVersion": "1.0.0",
        "name": "lab",
        "plugins": [
            {
                "type": "bridge",
                "bridge": "cni0",
                "mtu": Plan::POD_MTU,
                "isGateway": true,
                "hairpinMode": true,
                "ipam": {
                    "type": "host-local",
                    // On a tmpfs, as containers are: a power cut frees the addresses of what it stopped.
                    "dataDir": "/run/cni/networks",
                    "ranges": [[{ "subnet": node.pods }]],
                    "routes": [{ "dst": "0.0.0.0/0" }],
                },
            },
            // The host need not have iptables.
            { "type": "portmap", "capabilities": { "portMappings": true }, "backend": "nftables" },
        ],
    });
    format!("{list:#}\n")
}

#[cfg(test)]
mod tests;
