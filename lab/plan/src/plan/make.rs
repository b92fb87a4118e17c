//! From a cluster and options to a plan.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Internet, Node, Options, Plan, PlanError, Role, Subnet};
use crate::cluster_config::{ClusterConfig, NodeConfig, SubnetConfig, overlap};
use crate::security_groups::{SecurityGroups, Source};

pub(super) fn make(cluster: &ClusterConfig, options: &Options) -> Result<Plan, PlanError> {
    networks(cluster, options)?;
    let moved = Move { from: cluster.network.vpc_cidr, to: options.vpc };
    let subnets = subnets(cluster, options.subnets, moved)?;
    let nodes = nodes(cluster, options.workers, &subnets)?;
    let security_groups =
        options.security_groups.clone().unwrap_or_else(|| moved.security_groups(&cluster.security_groups));
    groups(&nodes, &security_groups)?;
    Ok(Plan {
        name: options.name.clone(),
        vpc: options.vpc,
        internet: internet(options.internet),
        subnets,
        nodes,
        pods: cluster.network.pod_cidr,
        services: cluster.network.service_cidr,
        dns: cluster.network.cluster_dns,
        api_server: cluster.api_server.clone(),
        node_ports: cluster.node_ports.clone(),
        security_groups,
        internet_security_groups: cluster.internet_security_groups.clone(),
        cni: options.cni,
        limits: options.limits,
        conntrack: options.conntrack,
    })
}

fn networks(cluster: &ClusterConfig, options: &Options) -> Result<(), PlanError> {
    let (vpc, internet) = (options.vpc, options.internet);
    if vpc.prefix_len() != 16 || vpc.trunc() != vpc || !is_for_machines(vpc.network()) {
        return Err(PlanError::Vpc(vpc));
    }
    if internet.prefix_len() != 29 || internet.trunc() != internet || !is_for_machines(internet.network()) {
        return Err(PlanError::Internet(internet));
    }
    let networks = [
        ("VPC", vpc),
        ("link to the host", internet),
        ("network of pods", cluster.network.pod_cidr),
        ("network of Services", cluster.network.service_cidr),
    ];
    for (index, &(one, one_network)) in networks.iter().enumerate() {
        for &(other, other_network) in &networks[index + 1..] {
            if overlap(one_network, other_network) {
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

fn subnets(cluster: &ClusterConfig, count: u8, moved: Move) -> Result<Vec<Subnet>, PlanError> {
    let most = cluster.subnets.len();
    if !(1..=most).contains(&usize::from(count)) {
        return Err(PlanError::Subnets { asked: count, most });
    }
    let subnet = |subnet: &SubnetConfig| {
        let cidr = moved.network(subnet.cidr_block);
        Subnet { cidr, gateway: host(cidr, 1) }
    };
    Ok(cluster.subnets.iter().take(count.into()).map(subnet).collect())
}

/// The control plane and the first of the workers.
fn nodes(cluster: &ClusterConfig, workers: u8, subnets: &[Subnet]) -> Result<Vec<Node>, PlanError> {
    let with_role = |role| cluster.nodes.iter().filter(move |node| node.role == role);
    let most = with_role(Role::Worker).count();
    if usize::from(workers) > most {
        return Err(PlanError::Workers { asked: workers, most });
    }
    let chosen = with_role(Role::ControlPlane).chain(with_role(Role::Worker).take(workers.into()));
    Ok(chosen.map(|config| node(config, subnets)).collect())
}

fn node(config: &NodeConfig, subnets: &[Subnet]) -> Node {
    // Where there is only one, all are in it.
    let subnet = config.subnet.min(subnets.len() - 1);
    Node {
        name: config.name.clone(),
        role: config.role,
        address: host(subnets[subnet].cidr, config.host_number),
        subnet,
        pods: config.pod_cidr,
        security_groups: config.security_groups.clone(),
    }
}

fn groups(nodes: &[Node], groups: &SecurityGroups) -> Result<(), PlanError> {
    for node in nodes {
        if let Some(group) = node.security_groups.iter().find(|name| !groups.0.contains_key(*name)) {
            return Err(PlanError::NoGroup { group: group.clone(), node: node.name.clone() });
        }
    }
    Ok(())
}

fn internet(network: Ipv4Net) -> Internet {
    Internet {
        host: host(network, 1),
        gateway: host(network, 2),
        registry_gateway: host(network, 5),
        registry: host(network, 6),
    }
}

fn host(network: Ipv4Net, number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(network.network().to_bits() + number)
}

/// From Terraform's VPC to the lab's, of the same size.
#[derive(Clone, Copy)]
struct Move {
    from: Ipv4Net,
    to: Ipv4Net,
}

impl Move {
    /// What is not of the VPC stays where it is.
    fn network(self, network: Ipv4Net) -> Ipv4Net {
        if !self.from.contains(&network) {
            return network;
        }
        let within = network.network().to_bits() - self.from.network().to_bits();
        Ipv4Net::new_assert(Ipv4Addr::from_bits(self.to.network().to_bits() + within), network.prefix_len())
    }

    fn security_groups(self, groups: &SecurityGroups) -> SecurityGroups {
        let mut groups = groups.clone();
        for rule in groups.0.values_mut().flat_map(|group| group.ingress.values_mut()) {
            if let Source::Cidr(network) = &mut rule.source {
                *network = self.network(*network);
            }
        }
        groups
    }
}
