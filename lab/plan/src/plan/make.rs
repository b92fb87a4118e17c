//! From options to a plan.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Internet, Node, Options, Plan, PlanError, Role, Subnet};
use crate::security_groups::SecurityGroups;

const PODS: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 244, 0, 0), 16);
const SERVICES: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 96, 0, 0), 16);
const DNS: Ipv4Addr = Ipv4Addr::new(10, 96, 0, 10);
/// Last octet of the control plane's address; workers follow.
const FIRST_HOST: u8 = 10;

pub(super) fn make(options: &Options) -> Result<Plan, PlanError> {
    if options.workers > 20 {
        return Err(PlanError::Workers(options.workers));
    }
    if !(1..=2).contains(&options.subnets) {
        return Err(PlanError::Subnets(options.subnets));
    }
    networks(options.vpc, options.internet)?;
    let subnets: Vec<Subnet> = (1..=options.subnets).map(|number| subnet(options.vpc, number)).collect();
    let nodes: Vec<Node> = (0..=options.workers).map(|index| node(index, &subnets)).collect();
    let security_groups =
        options.security_groups.clone().unwrap_or_else(|| SecurityGroups::for_cluster(options.cni));
    groups(&nodes, &security_groups)?;
    Ok(Plan {
        name: options.name.clone(),
        vpc: options.vpc,
        internet: internet(options.internet),
        subnets,
        nodes,
        pods: PODS,
        services: SERVICES,
        dns: DNS,
        security_groups,
        cni: options.cni,
        limits: options.limits,
        conntrack: options.conntrack,
    })
}

fn networks(vpc: Ipv4Net, internet: Ipv4Net) -> Result<(), PlanError> {
    if vpc.prefix_len() != 16 || vpc.trunc() != vpc || !is_for_machines(vpc.network()) {
        return Err(PlanError::Vpc(vpc));
    }
    if internet.prefix_len() != 29 || internet.trunc() != internet || !is_for_machines(internet.network()) {
        return Err(PlanError::Internet(internet));
    }
    let networks = [
        ("VPC", vpc),
        ("link to the host", internet),
        ("network of pods", PODS),
        ("network of Services", SERVICES),
    ];
    for (index, &(one, one_network)) in networks.iter().enumerate() {
        for &(other, other_network) in &networks[index + 1..] {
            // Two prefixes overlap only if one contains the other.
            if one_network.contains(&other_network) || other_network.contains(&one_network) {
                return Err(PlanError::Overlap { one, one_network, other, other_network });
            }
        }
    }
    Ok(())
}

/// Not one of IANA's special ranges that the kernel does not route.
fn is_for_machines(address: Ipv4Addr) -> bool {
    let first = address.octets()[0];
    first != 0 && first < 224 && !address.is_loopback() && !address.is_link_local()
}

fn groups(nodes: &[Node], groups: &SecurityGroups) -> Result<(), PlanError> {
    for node in nodes {
        if let Some(group) = node.security_groups.iter().find(|name| !groups.0.contains_key(*name)) {
            return Err(PlanError::NoGroup { group: group.clone(), node: node.name.clone() });
        }
    }
    Ok(())
}

fn subnet(vpc: Ipv4Net, number: u8) -> Subnet {
    let cidr = slash_24(vpc, number);
    Subnet { cidr, gateway: host(cidr, 1) }
}

fn node(index: u8, subnets: &[Subnet]) -> Node {
    let subnet = usize::from(index) % subnets.len();
    let (name, role, own_group) = match index {
        0 => ("cp".to_owned(), Role::ControlPlane, "control-plane"),
        worker => (format!("w{worker}"), Role::Worker, "worker"),
    };
    Node {
        name,
        role,
        address: host(subnets[subnet].cidr, FIRST_HOST + index),
        subnet,
        pods: slash_24(PODS, index + 1),
        security_groups: vec![own_group.to_owned(), "node".to_owned()],
    }
}

fn internet(network: Ipv4Net) -> Internet {
    Internet {
        host: host(network, 1),
        gateway: host(network, 2),
        registry_gateway: host(network, 5),
        registry: host(network, 6),
    }
}

fn slash_24(network: Ipv4Net, third: u8) -> Ipv4Net {
    let [a, b, ..] = network.network().octets();
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, third, 0), 24)
}

fn host(network: Ipv4Net, number: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(network.network().to_bits() + u32::from(number))
}
