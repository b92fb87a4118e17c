//! A lab on paper: a few nodes, the shop and CoreDNS on them, some faults, and what probes would then see.

use std::collections::BTreeSet;

use hops_model::{CauseId, Family, Observation, Outcome};

/// What `ninehops lab break` breaks.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Fault {
    SgSelf,
    SgVxlan,
    SgNodeport,
    ArmOnly,
    DnsName,
    CorednsDown,
    KubeProxyDown(usize),
    SrcDstCheck,
    Mtu,
    PacketLoss,
    NodeDown(usize),
    ForeignObject,
}

/// A cluster. Node 0 is the control plane; the shop runs on every worker.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) nodes: usize,
    /// The nodes that have a `CoreDNS` pod each.
    pub(crate) dns: Vec<usize>,
    pub(crate) faults: BTreeSet<Fault>,
    /// Whether there are agents on the nodes.
    pub(crate) agents: bool,
    /// Which way a pair is asked: by whom of the two.
    pub(crate) flipped: bool,
}

impl Fault {
    /// Every kind of fault once, on one of the workers where it befalls a node.
    pub(crate) fn all(worker: usize) -> [Self; 12] {
        [
            Self::SgSelf,
            Self::SgVxlan,
            Self::SgNodeport,
            Self::ArmOnly,
            Self::DnsName,
            Self::CorednsDown,
            Self::KubeProxyDown(worker),
            Self::SrcDstCheck,
            Self::Mtu,
            Self::PacketLoss,
            Self::NodeDown(worker),
            Self::ForeignObject,
        ]
    }

    pub(crate) fn befalls_a_node(self) -> bool {
        matches!(self, Self::KubeProxyDown(_) | Self::NodeDown(_))
    }

    pub(crate) fn cause(self) -> CauseId {
        match self {
            Self::SgSelf => CauseId::NoSelfRule,
            Self::SgVxlan => CauseId::NoVxlanRule,
            Self::SgNodeport => CauseId::NoNodePortRule,
            Self::ArmOnly => CauseId::ImagePlatformMissing,
            Self::DnsName => CauseId::WrongName,
            Self::CorednsDown => CauseId::DnsDown,
            Self::KubeProxyDown(_) => CauseId::KubeProxyDown,
            Self::SrcDstCheck => CauseId::SourceDestCheck,
            Self::Mtu => CauseId::MtuMismatch,
            Self::PacketLoss => CauseId::PacketLoss,
            Self::NodeDown(_) => CauseId::NodeDown,
            Self::ForeignObject => CauseId::AlreadyExists,
        }
    }
}

impl World {
    pub(crate) fn new(nodes: usize, dns: &[usize], faults: &[Fault]) -> Self {
        let faults = faults.iter().copied().collect();
        Self { nodes, dns: dns.to_vec(), faults, agents: true, flipped: false }
    }

    /// Everything that can be asked of it.
    pub(crate) fn observe(&self) -> Vec<Observation> {
        let mut seen = self.seen_by_the_api();
        seen.extend(self.seen_from_outside());
        if self.agents {
            for node in self.nodes().filter(|node| self.is_up(*node)) {
                seen.extend(self.seen_by_a_pod_on(node));
                seen.extend(self.seen_by_a_node(node));
            }
        }
        seen
    }

    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    fn nodes(&self) -> std::ops::Range<usize> {
        0..self.nodes
    }

    fn workers(&self) -> std::ops::Range<usize> {
        1..self.nodes
    }

    fn is_up(&self, node: usize) -> bool {
        !self.has(Fault::NodeDown(node))
    }

    fn has_service_rules(&self, node: usize) -> bool {
        !self.has(Fault::KubeProxyDown(node))
    }

    fn dns_pods(&self) -> Vec<usize> {
        let none = self.has(Fault::CorednsDown);
        self.dns.iter().copied().filter(|node| !none && self.is_up(*node)).collect()
    }

    fn pods_of_the_shop(&self) -> Vec<usize> {
        self.workers().filter(|node| self.is_up(*node)).collect()
    }

    /// What becomes of a packet from a pod to a pod.
    fn path(&self, from: usize, to: usize) -> Outcome {
        let wrapped_in_vain =
            [Fault::SgSelf, Fault::SgVxlan, Fault::SrcDstCheck].iter().any(|fault| self.has(*fault));
        match () {
            () if !self.is_up(to) => Outcome::Timeout,
            () if from == to => Outcome::Ok,
            () if wrapped_in_vain => Outcome::Timeout,
            () if self.has(Fault::PacketLoss) => Outcome::Partial,
            () => Outcome::Ok,
        }
    }

    fn kubelet(&self, to: usize) -> Outcome {
        match () {
            () if !self.is_up(to) => Outcome::Timeout,
            () if self.has(Fault::SgSelf) => Outcome::Timeout,
            () if self.has(Fault::PacketLoss) => Outcome::Partial,
            () => Outcome::Ok,
        }
    }

    /// What becomes of calls to a Service with pods on these nodes.
    fn service(&self, from: usize, pods: &[usize]) -> Outcome {
        if !self.has_service_rules(from) {
            return Outcome::Timeout;
        }
        let ways: BTreeSet<_> = pods.iter().map(|to| self.path(from, *to)).collect();
        match ways.into_iter().collect::<Vec<_>>().as_slice() {
            [] => Outcome::Refused,
            [all] => *all,
            _ => Outcome::Partial,
        }
    }

    fn node_port(&self, node: usize) -> Outcome {
        let pods = self.pods_of_the_shop();
        match () {
            () if !self.is_up(node) || self.has(Fault::SgNodeport) => Outcome::Timeout,
            () if !self.has_service_rules(node) => Outcome::Refused,
            // As `PreferSameNode` has it.
            () if pods.contains(&node) => Outcome::Ok,
            () => self.service(node, &pods),
        }
    }

    fn names(&self, node: usize) -> Outcome {
        match self.service(node, &self.dns_pods()) {
            Outcome::Ok | Outcome::Partial if self.has(Fault::DnsName) => Outcome::NoSuchName,
            other => other,
        }
    }

    fn page(&self) -> Outcome {
        let serves = |node: &usize| self.node_port(*node) == Outcome::Ok;
        if !self.nodes().any(|node| serves(&node)) {
            return Outcome::Timeout;
        }
        let is_well = |node: usize| {
            self.names(node) == Outcome::Ok
                && self.pods_of_the_shop().iter().all(|to| self.path(node, *to) == Outcome::Ok)
        };
        let all = self.pods_of_the_shop().into_iter().all(is_well);
        if all && !self.has(Fault::Mtu) { Outcome::Ok } else { Outcome::Degraded }
    }

    fn seen_by_the_api(&self) -> Vec<Observation> {
        let mut seen = Vec::new();
        for node in self.nodes() {
            let name = name(node);
            let fault = |is_bad, bad| if is_bad { bad } else { Outcome::Ok };
            let down = !self.is_up(node);
            seen.push(of_node(Family::Nodes, node, fault(down, Outcome::NotReady)));
            let missing = fault(!self.has_service_rules(node), Outcome::KubeProxyMissing);
            seen.push(
                say(Family::SystemPods, &format!("kube-proxy on {name}"), missing).fact("node", name.clone()),
            );
            if node > 0 {
                for app in ["marketplace", "recommendations"] {
                    let pod = format!("pod {app} on {name}");
                    seen.push(say(Family::PodState, &pod, fault(down, Outcome::NotReady)));
                }
            }
        }
        let when = |fault, bad| if self.has(fault) { bad } else { Outcome::Ok };
        let no_dns = if self.dns_pods().is_empty() { Outcome::NoDnsPods } else { Outcome::Ok };
        let no_pods = if self.pods_of_the_shop().is_empty() { Outcome::NotReady } else { Outcome::Ok };
        let new_pod = say(Family::PodState, "pod marketplace-new", when(Fault::ArmOnly, Outcome::NoPlatform));
        seen.extend([
            new_pod.fact("image", "docker.io/ninehops/marketplace:2").fact("architecture", "amd64"),
            say(Family::SystemPods, "CoreDNS", no_dns),
            say(Family::Endpoints, "marketplace/marketplace", no_pods),
            say(Family::Endpoints, "marketplace/recommendations", no_pods),
            say(Family::ReferencedNames, "marketplace", when(Fault::DnsName, Outcome::NoSuchName)),
            say(Family::ExistingObjects, "namespace", when(Fault::ForeignObject, Outcome::Exists)),
        ]);
        let well = [Family::NetworkPolicy, Family::PodCidr, Family::DnsConfig, Family::Certificates];
        seen.extend(well.map(|family| say(family, "all", Outcome::Ok)));
        seen
    }

    fn seen_from_outside(&self) -> Vec<Observation> {
        let mut seen: Vec<_> =
            self.nodes().map(|node| of_node(Family::NodePort, node, self.node_port(node))).collect();
        seen.push(of_node(Family::NodeReach, 0, Outcome::Ok));
        seen.push(say(Family::Page, "http://w1:30080/", self.page()));
        seen
    }

    fn seen_by_a_pod_on(&self, node: usize) -> Vec<Observation> {
        let dns = self.service(node, &self.dns_pods());
        let mut seen = vec![
            of_node(Family::DnsService, node, dns),
            of_node(Family::DnsServiceTcp, node, dns),
            of_node(Family::DnsNames, node, self.names(node)),
            of_node(Family::Service, node, self.service(node, &self.pods_of_the_shop())),
            of_node(Family::Clock, node, Outcome::Ok),
        ];
        for pod in self.dns_pods() {
            let family = if pod == node { Family::DnsLocal } else { Family::DnsRemote };
            seen.push(pair(family, node, pod, self.path(node, pod)));
        }
        for pod in self.pods_of_the_shop() {
            let way = self.path(node, pod);
            let served = if way == Outcome::Partial { Outcome::Slow } else { way };
            seen.push(pair(Family::Endpoint, node, pod, way));
            seen.push(pair(Family::Grpc, node, pod, served));
        }
        for to in self.asked_by(node) {
            let way = self.path(node, to);
            let long = match way {
                Outcome::Timeout => Outcome::Timeout,
                _ if self.has(Fault::Mtu) => Outcome::LargeLost,
                _ => Outcome::Ok,
            };
            seen.push(pair(Family::PodCrossNode, node, to, way));
            seen.push(pair(Family::PodLarge, node, to, long));
        }
        seen
    }

    fn seen_by_a_node(&self, node: usize) -> Vec<Observation> {
        let routes = if self.has(Fault::SrcDstCheck) { Outcome::Plain } else { Outcome::Vxlan };
        let api = if self.has_service_rules(node) { Outcome::Ok } else { Outcome::Timeout };
        let mut seen: Vec<_> = self
            .nodes()
            // The control plane has a rule of its own, and so asks nobody.
            .filter(|to| *to != node && node != 0)
            .map(|to| pair(Family::NodeTcp, node, to, self.kubelet(to)))
            .collect();
        seen.push(of_node(Family::HostRoutes, node, routes));
        seen.push(of_node(Family::HostService, node, api));
        let well = [Family::Sysctl, Family::Links, Family::Conntrack];
        seen.extend(well.map(|family| of_node(family, node, Outcome::Ok)));
        seen
    }

    /// Each pair in one direction.
    fn asked_by(&self, node: usize) -> Vec<usize> {
        let asks = |to: &usize| {
            let is_first = (node < *to) == (node + to).is_multiple_of(2);
            *to != node && (is_first != self.flipped)
        };
        self.nodes().filter(asks).collect()
    }
}

fn name(node: usize) -> String {
    if node == 0 { "control-plane-1".to_owned() } else { format!("worker-{node}") }
}

fn say(family: Family, subject: &str, outcome: Outcome) -> Observation {
    Observation::new(family, subject, outcome, format!("{family} of {subject}: {outcome:?}"))
}

fn of_node(family: Family, node: usize, outcome: Outcome) -> Observation {
    say(family, &format!("node {}", name(node)), outcome).fact("node", name(node))
}

fn pair(family: Family, from: usize, to: usize, outcome: Outcome) -> Observation {
    let subject = format!("{} -> {}", name(from), name(to));
    let seen = say(family, &subject, outcome);
    let knows = |key: &&str| family.row().facts.contains(key);
    let ends = [("from", from), ("to", to), ("node", from)];
    ends.into_iter().filter(|(key, _)| knows(key)).fold(seen, |seen, (key, node)| seen.fact(key, name(node)))
}
