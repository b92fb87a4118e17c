//! The rules of a cluster as kubeadm makes it.

use ipnet::Ipv4Net;

use super::{IngressRule, Ports, SecurityGroup, SecurityGroups, Source, Traffic};
use crate::Cni;

const ICMP: Traffic = Traffic::Icmp { kind: None, code: None };

pub(super) fn for_cluster(cni: Cni) -> SecurityGroups {
    let groups = [("control-plane", control_plane()), ("node", node(cni)), ("worker", worker())];
    SecurityGroups(groups.map(|(name, group)| (name.to_owned(), group)).into())
}

fn control_plane() -> SecurityGroup {
    group([
        (
            "api-server-from-node",
            rule("kubelets, kube-proxies and pods call the API server", tcp(6443), members_of("node")),
        ),
        (
            "api-server-from-anywhere",
            rule("kubectl outside the VPC calls the API server", tcp(6443), anywhere()),
        ),
    ])
}

fn node(cni: Cni) -> SecurityGroup {
    let mut group = group([
        (
            "kubelet-from-control-plane",
            rule(
                "the API server calls kubelets for logs, exec and port-forward",
                tcp(10250),
                members_of("control-plane"),
            ),
        ),
        ("self-vxlan", rule("pod packets travel from node to node in VXLAN", udp(4789), members_of("node"))),
        (
            "self-kubelet",
            rule("a metrics server in a pod asks every kubelet", tcp(10250), members_of("node")),
        ),
        (
            "self-icmp",
            rule("\"fragmentation needed\" and ping get from node to node", ICMP, members_of("node")),
        ),
    ]);
    if cni == Cni::Calico {
        let typha = rule("Felix in every calico-node calls Typha", tcp(5473), members_of("node"));
        group.ingress.insert("self-typha".to_owned(), typha);
    }
    group
}

fn worker() -> SecurityGroup {
    group([("node-ports", rule("visitors call Services of type NodePort", tcp((30000, 32767)), anywhere()))])
}

fn group<const N: usize>(rules: [(&str, IngressRule); N]) -> SecurityGroup {
    SecurityGroup { ingress: rules.map(|(key, rule)| (key.to_owned(), rule)).into() }
}

fn rule(description: &str, traffic: Traffic, source: Source) -> IngressRule {
    IngressRule { description: description.to_owned(), traffic, source }
}

fn tcp(ports: impl Into<Ports>) -> Traffic {
    Traffic::Tcp(ports.into())
}

fn udp(ports: impl Into<Ports>) -> Traffic {
    Traffic::Udp(ports.into())
}

fn members_of(group: &str) -> Source {
    Source::SecurityGroup(group.to_owned())
}

fn anywhere() -> Source {
    Source::Cidr(Ipv4Net::default())
}
