//! What it means that a question was answered well, in a few words for the line of a hop.

use hops_model::{Family, Observation};

/// In the order in which they say most: a line has room for the first few.
const STATEMENTS: &[(Family, &str)] = &[
    (Family::Page, SEEN),
    (Family::NodePort, "every node answers at the NodePort"),
    (Family::NodeReach, "the nodes can be reached from here"),
    (Family::PodState, "the pods run"),
    (Family::DnsService, "the cluster's DNS address answers"),
    (Family::DnsLocal, "CoreDNS on the same node answers"),
    (Family::DnsRemote, "CoreDNS on other nodes answers"),
    (Family::DnsNames, "the names that pods call resolve"),
    (Family::Service, "the ClusterIP answers from every node"),
    (Family::Endpoints, "the Services have ready endpoints"),
    (Family::PodCrossNode, "pods reach pods of other nodes"),
    (Family::PodLarge, "long packets pass"),
    (Family::NodeTcp, "nodes reach each other's kubelet"),
    (Family::Grpc, "the backend says that it serves"),
    (Family::Endpoint, "every backend pod answers"),
    (Family::ReferencedNames, "the names that pods are told to call exist"),
    (Family::Nodes, "every node is Ready"),
    (Family::NetworkPolicy, "no NetworkPolicy is in the way"),
    (Family::SystemPods, "CoreDNS and kube-proxy run"),
    (Family::DnsConfig, "pods ask the cluster's DNS"),
    (Family::PodSameNode, "pods of one node reach each other"),
    (Family::ExistingObjects, "nothing is there that the plan creates"),
    (Family::ImagePlatforms, "the images fit the nodes' processors"),
    (Family::SecurityGroups, "the security groups admit what is needed"),
    (Family::StaticRules, "the plan's security groups admit what is needed"),
    (Family::Ec2Attributes, "routes and instances in AWS let it pass"),
    (Family::PodReverse, "pods are reached from other nodes too"),
    (Family::DnsServiceTcp, "it answers over TCP"),
    (Family::DnsExternal, "names outside the cluster resolve"),
    (Family::DnsPaired, "paired queries both come back"),
    (Family::HostService, "the ClusterIP answers from the nodes themselves"),
    (Family::Rules, "kube-proxy's rules are there"),
    (Family::Conntrack, "the connection tables have room"),
    (Family::Certificates, "the API server's certificate is of today"),
    (Family::Clock, "the clocks agree"),
    (Family::PodNetwork, SEEN),
    (Family::HostRoutes, SEEN),
    (Family::PodCidr, "address ranges stay apart"),
    (Family::Sysctl, "the kernels' switches stand right"),
    (Family::Links, "the MTUs fit"),
    (Family::NodeIpInIp, "IP-in-IP passes between nodes"),
    (Family::NodeVxlan, "VXLAN passes between nodes"),
    (Family::NodeBgp, "BGP passes between nodes"),
    (Family::NodeTypha, "Typha's port is open between nodes"),
    (Family::NodeProtocol253, "any protocol passes between nodes"),
    (Family::Idle, "a silent connection lives"),
    (Family::Imds, "pods get instance tokens"),
    (Family::Ena, "the network cards are within their allowance"),
    (Family::HostConfig, "containerd and kubelet agree"),
];

/// Says itself best.
const SEEN: &str = "";

/// What the answers of one hop say when none of them is a fault, the most telling first, once for each question.
pub(crate) fn statements(observations: &[Observation]) -> Vec<String> {
    let said = STATEMENTS.iter().filter_map(|(family, statement)| {
        let first = observations.iter().find(|observation| observation.family == *family)?;
        Some(if *statement == SEEN { first.seen.clone() } else { (*statement).to_owned() })
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use hops_model::FAMILIES;

    use super::*;

    #[test]
    fn every_question_has_words_for_a_good_answer() {
        for row in FAMILIES {
            let rows = STATEMENTS.iter().filter(|(family, _)| *family == row.family).count();
            assert_eq!(rows, 1, "{} has {rows} statements", row.name);
        }
    }
}
