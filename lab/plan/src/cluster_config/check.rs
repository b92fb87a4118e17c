//! What a lab can follow. Whatever else is wrong, Terraform's own checks and the cluster itself will say.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;

use ipnet::Ipv4Net;

use super::read::{ClusterConfigError, problem};
use super::{CalicoConfig, ClusterConfig, NodeConfig};
use crate::plan::Role;

/// `eni-NAME` is an interface (`IFNAMSIZ`, 15 characters).
const LONGEST_NODE_NAME: usize = 11;
/// Other machines of a lab.
const OTHER_MACHINES: [&str; 3] = ["router", "registry", "images"];
/// `--service-node-port-range` of the API server.
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30_000..=32_767;

pub(super) fn check(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    words(config)?;
    networks(config)?;
    subnets(config)?;
    nodes(config)?;
    groups(config)
}

fn words(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    if !is_label(&config.cluster_name) {
        return Err(problem("cluster_name", format!("`{}` is no name", config.cluster_name)));
    }
    is_version("kubernetes_version", &config.kubernetes_version)?;
    calico(&config.calico)?;
    let api_server = &config.api_server;
    let name = &api_server.name;
    if name.len() > 253 || !name.contains('.') || !name.split('.').all(is_label) {
        return Err(problem("api_server.name", format!("`{name}` is no name of a host with its domain")));
    }
    if api_server.port == 0 {
        return Err(problem("api_server.port", "0 is no port"));
    }
    match config.node_ports.iter().find(|(_, port)| !NODE_PORTS.contains(port)) {
        Some((name, port)) => {
            Err(problem(format!("node_ports.{name}"), format!("{port} is not in 30000 to 32767")))
        }
        None => Ok(()),
    }
}

fn is_version(field: &str, version: &str) -> Result<(), ClusterConfigError> {
    let numbers: Vec<&str> = version.split('.').collect();
    if numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u16>().is_ok()) {
        return Ok(());
    }
    Err(problem(field, format!("`{version}` is no version, such as 1.36.3")))
}

fn calico(calico: &CalicoConfig) -> Result<(), ClusterConfigError> {
    is_version("calico.version", &calico.version)?;
    let (address, sha256) = (&calico.manifest_url, &calico.sha256);
    if !address.starts_with("https://") || Path::new(address).extension() != Some("yaml".as_ref()) {
        return Err(problem(
            "calico.manifest_url",
            format!("`{address}` is no https address of a .yaml file"),
        ));
    }
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if sha256.len() != 64 || !sha256.bytes().all(is_digit) {
        return Err(problem("calico.sha256", format!("`{sha256}` is no SHA-256 in lower-case hexadecimal")));
    }
    Ok(())
}

/// RFC 1123, section 2.1.
fn is_label(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn networks(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    let network = config.network;
    let networks = [
        ("vpc_cidr", network.vpc_cidr),
        ("pod_cidr", network.pod_cidr),
        ("service_cidr", network.service_cidr),
    ];
    for (field, cidr) in networks {
        if cidr.trunc() != cidr {
            return Err(problem(
                format!("network.{field}"),
                format!("`{cidr}` is an address in a network; the network is `{}`", cidr.trunc()),
            ));
        }
    }
    if network.vpc_cidr.prefix_len() != 16 {
        return Err(problem("network.vpc_cidr", format!("`{}` is no /16", network.vpc_cidr)));
    }
    // As kubeadm and every kubelet have it.
    let dns = Ipv4Addr::from_bits(network.service_cidr.network().to_bits().saturating_add(10));
    if network.cluster_dns != dns {
        return Err(problem(
            "network.cluster_dns",
            format!("`{}` is not `{dns}`, the tenth address of Services", network.cluster_dns),
        ));
    }
    Ok(())
}

fn subnets(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    if !(1..=2).contains(&config.subnets.len()) {
        return Err(problem("subnets", format!("{} of them, and a lab has 1 or 2", config.subnets.len())));
    }
    let mut taken: Vec<Ipv4Net> = Vec::new();
    for (index, subnet) in config.subnets.iter().enumerate() {
        let cidr = subnet.cidr_block;
        let wrong =
            |why: &str| Err(problem(format!("subnets[{index}].cidr_block"), format!("`{cidr}` {why}")));
        if cidr.trunc() != cidr || !config.network.vpc_cidr.contains(&cidr) {
            return wrong("is no network of the VPC");
        }
        if taken.iter().any(|other| overlap(*other, cidr)) {
            return wrong("overlaps another subnet");
        }
        taken.push(cidr);
    }
    Ok(())
}

fn nodes(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    let control_planes = config.nodes.iter().filter(|node| node.role == Role::ControlPlane).count();
    if control_planes != 1 {
        return Err(problem("nodes", format!("{control_planes} control planes, and a lab has one")));
    }
    let (mut names, mut numbers, mut pods) = (BTreeSet::new(), BTreeSet::new(), Vec::<Ipv4Net>::new());
    for (index, node) in config.nodes.iter().enumerate() {
        let wrong = |field: &str, why: String| Err(problem(format!("nodes[{index}].{field}"), why));
        if !is_node_name(&node.name) || !names.insert(&node.name) {
            return wrong("name", format!("`{}` is no name for a node, or that of another", node.name));
        }
        if node.subnet >= config.subnets.len() {
            return wrong("subnet", format!("there is no subnet {}", node.subnet));
        }
        if !is_address(config, node) || !numbers.insert(node.host_number) {
            return wrong("host_number", format!("{} is no free address in every subnet", node.host_number));
        }
        let cidr = node.pod_cidr;
        if cidr.trunc() != cidr
            || !config.network.pod_cidr.contains(&cidr)
            || pods.iter().any(|other| overlap(*other, cidr))
        {
            return wrong("pod_cidr", format!("`{cidr}` is no free network of the pods"));
        }
        pods.push(cidr);
        if let Some(group) = node.security_groups.iter().find(|group| !is_group(config, group)) {
            return wrong("security_groups", format!("there is no group `{group}`"));
        }
    }
    Ok(())
}

fn is_node_name(name: &str) -> bool {
    is_label(name) && name.len() <= LONGEST_NODE_NAME && !OTHER_MACHINES.contains(&name)
}

/// Neither the network's own address, nor the router's, nor the last one.
fn is_address(config: &ClusterConfig, node: &NodeConfig) -> bool {
    config.subnets.iter().all(|subnet| {
        let last = subnet.cidr_block.hostmask().to_bits();
        (2..last).contains(&node.host_number)
    })
}

fn groups(config: &ClusterConfig) -> Result<(), ClusterConfigError> {
    for group in &config.internet_security_groups {
        let why = if !is_group(config, group) {
            "there is no such group"
        } else if config.nodes.iter().any(|node| node.security_groups.contains(group)) {
            "a node is in it"
        } else {
            continue;
        };
        return Err(problem("internet_security_groups", format!("`{group}`: {why}")));
    }
    Ok(())
}

fn is_group(config: &ClusterConfig, group: &str) -> bool {
    config.security_groups.0.contains_key(group)
}

/// Two prefixes overlap only if one contains the other.
pub(crate) fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}
