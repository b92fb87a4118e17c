//! A node, its kernel and kube-proxy on it.

use super::consequences::{
    BETWEEN_NODES, FEWER_PODS, NAMES, PAGE, PODS, SERVICE_ADDRESSES, SOME_LOST, WITHIN_A_NODE,
};
use crate::Outcome::{
    BridgeFilterOff, CgroupDriver, ConnectionAllowance, ConntrackFull, Crashing, ForwardingOff, HostFirewall,
    KubeProxyCrashing, KubeProxyMissing, NoDnsPods, NoServiceRules, NoSuchName, NotReady, NotStarted,
    OtherAnswer, Partial, Prohibited, Refused, ReversePathDrops, ServerFailure, Silent, SplitBackends,
    StaticPodsRestart, Timeout, TimeoutWithoutLocalPod, Unheard, Unschedulable,
};
use crate::{Cause, CauseId, Expectations, Expected, Family, FixKind, FixTemplate, Hop};

/// Packets are lost on the way through a node, wherever they go.
const NO_WAY_THROUGH: &[Expectations] = &[WITHIN_A_NODE, BETWEEN_NODES, NAMES, PAGE, PODS];

pub(super) const KUBE_PROXY_DOWN: Cause = Cause {
    id: CauseId::KubeProxyDown,
    code: "R30",
    title: "a node has no kube-proxy, or stale rules of it",
    hop: Hop::NodePort,
    prior: 45,
    evidence: "pods answer at their own addresses, and no Service's address answers on that node",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# Is {node} left out by a selector or an affinity, or is its pod stuck?\n\
               kubectl --namespace kube-system get daemonset/kube-proxy --output yaml\n\
               kubectl --namespace kube-system rollout restart daemonset/kube-proxy",
        summary: "let kube-proxy run on {node}",
        each: None,
    },
    sources: &[
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
        "kubernetes/kubernetes#109811",
    ],
    expects: &[
        (Family::SystemPods, Expected::may_show(&[KubeProxyMissing])),
        (Family::Rules, Expected::shows(&[NoServiceRules])),
        (Family::NodePort, Expected::may_show(&[Refused]).and_suffers(&[Timeout, Silent]).not_everywhere()),
        (Family::Service, Expected::may_show(&[Timeout, Refused, Prohibited]).and_suffers(&[Partial])),
        (Family::HostService, Expected::may_show(&[Timeout, Refused]).and_suffers(&[Partial])),
        (Family::DnsService, Expected::may_show(&[Timeout, Refused]).and_suffers(&[Partial, OtherAnswer])),
    ],
    consequences: &[SERVICE_ADDRESSES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const IPTABLES_SPLIT: Cause = Cause {
    id: CauseId::IptablesSplit,
    code: "R31",
    title: "a node has rules in two iptables backends, one of which drops",
    hop: Hop::NodePort,
    prior: 12,
    evidence: "packets must pass both backends, and kube-proxy writes into one of them only",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}: one backend for all, the other one empty\n\
               update-alternatives --set iptables /usr/sbin/iptables-nft\n\
               iptables-legacy --policy FORWARD ACCEPT; iptables-legacy --flush; iptables-legacy --table nat --flush",
        summary: "let {node} have its rules in one backend",
        each: None,
    },
    sources: &[
        "kubernetes/kubernetes#71305",
        "kubernetes/kubernetes#112477",
        "weaveworks/weave#3465",
        "k3s-io/k3s#1114",
    ],
    expects: &[
        (Family::Rules, Expected::shows(&[SplitBackends])),
        (Family::Nodes, Expected::may_show(&[Unheard])),
    ],
    consequences: NO_WAY_THROUGH,
    beside: false,
};

pub(super) const KUBE_PROXY_MODE: Cause = Cause {
    id: CauseId::KubeProxyMode,
    code: "R32",
    title: "kube-proxy does not run: its mode wants a newer kernel or nft",
    hop: Hop::NodePort,
    prior: 15,
    evidence: "kube-proxy ends again and again, so that nobody keeps the Services' rules",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# nftables wants a kernel of 5.13 and nft 1.0.1. `mode: iptables` in the configuration, then:\n\
               kubectl --namespace kube-system edit configmap/kube-proxy\n\
               kubectl --namespace kube-system rollout restart daemonset/kube-proxy",
        summary: "give kube-proxy a mode that the kernel of {node} has, or {node} a newer kernel",
        each: None,
    },
    sources: &[
        "kubernetes/kubernetes#124152",
        "https://kubernetes.io/docs/reference/networking/virtual-ips/",
    ],
    expects: &[
        (Family::SystemPods, Expected::shows(&[KubeProxyCrashing])),
        (Family::Rules, Expected::may_show(&[NoServiceRules])),
    ],
    consequences: &[SERVICE_ADDRESSES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const FORWARDING_OFF: Cause = Cause {
    id: CauseId::ForwardingOff,
    code: "R33",
    title: "a node does not forward packets",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "pods of that node reach nobody, not even each other: a packet from one pod to another is forwarded too",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}\n\
               echo 'net.ipv4.ip_forward = 1' > /etc/sysctl.d/99-kubernetes.conf && sysctl --system",
        summary: "let {node} forward packets, also after its next start",
        each: None,
    },
    sources: &["https://kubernetes.io/docs/setup/production-environment/container-runtimes/"],
    expects: &[(Family::Sysctl, Expected::shows(&[ForwardingOff]))],
    consequences: NO_WAY_THROUGH,
    beside: false,
};

pub(super) const BRIDGE_FILTER: Cause = Cause {
    id: CauseId::BridgeFilterOff,
    code: "R34",
    title: "a node's bridge does not show packets to kube-proxy's rules",
    hop: Hop::ClusterIp,
    prior: 8,
    evidence: "a Service whose pod is on the caller's own node does not answer, because the answer passes the bridge untranslated",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}\n\
               echo br_netfilter > /etc/modules-load.d/kubernetes.conf && modprobe br_netfilter\n\
               echo 'net.bridge.bridge-nf-call-iptables = 1' > /etc/sysctl.d/99-bridge.conf && sysctl --system",
        summary: "load br_netfilter on {node} and let bridged packets pass the rules",
        each: None,
    },
    sources: &[
        "https://kubernetes.io/docs/setup/production-environment/container-runtimes/",
        "containerd/containerd#10805",
    ],
    expects: &[
        (Family::Sysctl, Expected::shows(&[BridgeFilterOff])),
        (Family::Service, Expected::suffers(&[Timeout, Partial])),
        (Family::DnsService, Expected::suffers(&[Timeout, Partial, OtherAnswer])),
    ],
    consequences: &[NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const REVERSE_PATH: Cause = Cause {
    id: CauseId::ReversePathFilter,
    code: "R35",
    title: "a node drops packets that come by another interface than they would leave by",
    hop: Hop::NodePath,
    prior: 10,
    evidence: "the kernel of that node counts packets that its reverse path filter dropped",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}: loose instead of strict; the larger of `all` and the interface's own holds\n\
               echo 'net.ipv4.conf.all.rp_filter = 2' > /etc/sysctl.d/99-rp-filter.conf && sysctl --system",
        summary: "let {node} accept packets by any interface that leads to their sender",
        each: None,
    },
    sources: &["cilium/cilium#13130", "projectcalico/felix#2082", "coreos/fedora-coreos-tracker#219"],
    expects: &[
        (Family::Sysctl, Expected::shows(&[ReversePathDrops])),
        (Family::Nodes, Expected::suffers(&[Unheard])),
        (Family::NodeTcp, Expected::suffers(&[Timeout, Partial])),
        (Family::NodeVxlan, Expected::suffers(&[Timeout])),
        (Family::NodeIpInIp, Expected::suffers(&[Timeout])),
    ],
    consequences: NO_WAY_THROUGH,
    beside: false,
};

pub(super) const HOST_FIREWALL: Cause = Cause {
    id: CauseId::HostFirewall,
    code: "R36",
    title: "a firewall of the node's own refuses",
    hop: Hop::NodePath,
    prior: 25,
    evidence: "there is an answer, and it says `prohibited`: a security group would be silent",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On every node; leave it to security groups and NetworkPolicies\n\
               systemctl disable --now firewalld ufw 2>/dev/null\n\
               # NetworkManager must not touch the pods' devices:\n\
               printf '[keyfile]\\nunmanaged-devices=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico\\n' > /etc/NetworkManager/conf.d/calico.conf",
        summary: "switch off the node's own firewall ({node}), or let it admit what the cluster needs",
        each: None,
    },
    sources: &[
        "https://docs.tigera.io/calico/latest/getting-started/kubernetes/requirements",
        "projectcalico/calico#4479",
    ],
    expects: &[
        (Family::Rules, Expected::shows(&[HostFirewall])),
        (Family::Nodes, Expected::may_show(&[Unheard])),
        (Family::PodCrossNode, Expected::may_show(&[Prohibited]).and_suffers(&[Refused, Timeout])),
        (Family::NodeTcp, Expected::may_show(&[Prohibited]).and_suffers(&[Refused, Timeout])),
        (Family::NodeVxlan, Expected::may_show(&[Prohibited]).and_suffers(&[Timeout])),
        (Family::NodeIpInIp, Expected::may_show(&[Prohibited]).and_suffers(&[Timeout])),
        (Family::NodeBgp, Expected::suffers(&[Prohibited, Refused, Timeout])),
        (Family::NodeTypha, Expected::suffers(&[Prohibited, Refused, Timeout])),
        (Family::NodeProtocol253, Expected::suffers(&[Prohibited, Timeout])),
        (Family::NodePort, Expected::suffers(&[Refused, Timeout, Partial, Silent])),
        (Family::DnsRemote, Expected::suffers(&[Refused, Timeout, Partial])),
        (Family::DnsLocal, Expected::suffers(&[Refused, Timeout])),
        (Family::PodSameNode, Expected::suffers(&[Prohibited, Refused, Timeout])),
        (Family::DnsService, Expected::suffers(&[Refused, Timeout, Partial])),
    ],
    consequences: &[BETWEEN_NODES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const CONNTRACK_FULL: Cause = Cause {
    id: CauseId::ConntrackFull,
    code: "R37",
    title: "a node's table of connections is full",
    hop: Hop::NodePort,
    prior: 20,
    evidence: "the table has as many entries as it may have; what is open goes on, what is new is lost, also within the node",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node} ({count} of {max}); then find whose connections they are: conntrack -L | awk '{print $5}' | sort | uniq -c | sort -n\n\
               echo 'net.netfilter.nf_conntrack_max = 524288' > /etc/sysctl.d/99-conntrack.conf && sysctl --system",
        summary: "let the table of {node} be larger, and find who fills it",
        each: None,
    },
    sources: &["kubernetes/kubernetes#71261", "kubernetes/kubernetes#18604", "kubernetes/kubernetes#97377"],
    expects: &[
        (Family::Conntrack, Expected::shows(&[ConntrackFull])),
        (Family::PodCrossNode, Expected::suffers(&[Partial, Timeout]).not_everywhere()),
    ],
    consequences: &[WITHIN_A_NODE, SOME_LOST, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const ALLOWANCE: Cause = Cause {
    id: CauseId::ConnectionAllowance,
    code: "R38",
    title: "an instance's own limit of connections is reached",
    hop: Hop::Edge,
    prior: 10,
    evidence: "the network card counts packets over its allowance, while the kernel's table has room",
    fix: FixTemplate {
        kind: FixKind::Words,
        text: "Give {node} a larger instance type, or let fewer connections be tracked: a rule for all ports from 0.0.0.0/0 in both \
               directions is not tracked, so the node port of a busy service may have such a rule.",
        summary: "give {node} a larger instance type, or fewer connections to track",
        each: None,
    },
    sources: &["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-network-performance-ena.html"],
    expects: &[
        (Family::Ena, Expected::shows(&[ConnectionAllowance])),
        (Family::PodCrossNode, Expected::suffers(&[Partial, Timeout]).not_everywhere()),
    ],
    consequences: &[SOME_LOST, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const CGROUP_DRIVER: Cause = Cause {
    id: CauseId::CgroupDriver,
    code: "R43",
    title: "containerd and kubelet disagree about control groups",
    hop: Hop::FrontPod,
    prior: 12,
    evidence: "static pods start anew every few minutes and say nothing about it: kubelet does not find them where it looks",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}: systemd, as kubelet has it\n\
               sed --in-place 's/SystemdCgroup = false/SystemdCgroup = true/' /etc/containerd/config.toml\n\
               systemctl restart containerd kubelet",
        summary: "let containerd on {node} leave control groups to systemd, as kubelet does",
        each: None,
    },
    sources: &[
        "weibeld/terraform-aws-kubeadm#19",
        "kubernetes/kubernetes#107892",
        "kubernetes/kubernetes#106464",
    ],
    expects: &[
        (Family::SystemPods, Expected::shows(&[StaticPodsRestart])),
        (Family::HostConfig, Expected::may_show(&[CgroupDriver])),
        (Family::Nodes, Expected::suffers(&[NotReady])),
    ],
    consequences: &[PODS, NAMES, FEWER_PODS, PAGE],
    beside: false,
};

pub(super) const NODE_DOWN: Cause = Cause {
    id: CauseId::NodeDown,
    code: "R51",
    title: "a node is down",
    hop: Hop::FrontPod,
    prior: 40,
    evidence: "its kubelet has not been heard of, and nobody gets an answer from its address",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl describe node {node}\n\
               # If it does not come back: its pods elsewhere, then a new node\n\
               kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --force",
        summary: "bring {node} back, or move its pods elsewhere",
        each: Some(Family::Nodes),
    },
    sources: &["https://kubernetes.io/docs/concepts/architecture/nodes/", "bloomberg/goldpinger#87"],
    expects: &[
        (Family::Nodes, Expected::shows(&[NotReady, Unheard])),
        (Family::PodCrossNode, Expected::suffers(&[Timeout, Prohibited]).at_one_node()),
        (Family::NodeTcp, Expected::suffers(&[Timeout, Prohibited]).at_one_node()),
        (Family::NodeIpInIp, Expected::suffers(&[Timeout, Prohibited])),
        (Family::NodeVxlan, Expected::suffers(&[Timeout, Prohibited])),
        (Family::NodeBgp, Expected::suffers(&[Timeout, Prohibited])),
        (Family::NodeTypha, Expected::suffers(&[Timeout, Prohibited])),
        (Family::NodeProtocol253, Expected::suffers(&[Timeout, Prohibited])),
        (Family::SystemPods, Expected::suffers(&[NoDnsPods])),
        (Family::PodState, Expected::suffers(&[NotReady, Unschedulable, Crashing, NotStarted])),
        (Family::DnsService, Expected::suffers(&[Timeout, Refused, Partial])),
        (Family::DnsRemote, Expected::suffers(&[Timeout, Refused, Partial])),
        (
            Family::NodePort,
            Expected::suffers(&[Timeout, TimeoutWithoutLocalPod, Refused, Partial, Silent]).not_everywhere(),
        ),
        (Family::HostService, Expected::suffers(&[Timeout, Refused, Partial])),
        (Family::DnsNames, Expected::suffers(&[NoSuchName, Timeout, Refused, ServerFailure, Partial])),
        (Family::PodReverse, Expected::suffers(&[Timeout, Prohibited])),
        (Family::PodLarge, Expected::suffers(&[Timeout]).at_one_node()),
    ],
    consequences: &[FEWER_PODS, NAMES, PAGE],
    beside: false,
};
