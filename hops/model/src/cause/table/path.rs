//! The way of pod packets from node to node.

use super::consequences::{BETWEEN_NODES, NAMES, PAGE, PODS, SOME_LOST};
use crate::Outcome::{
    BadChecksum, CrossSubnet, IdleCut, LargeLost, MtuTooLarge, NoRoute, Overlap, Partial, Plain, Prohibited,
    Refused, Reset, ServerError, ShortIdleTimeout, Silent, Slow, SourceDestCheck, Timeout, Unheard, Vxlan,
};
use crate::{Cause, CauseId, Expected, Family, FixKind, FixTemplate, Hop};

pub(super) const SOURCE_DEST_CHECK: Cause = Cause {
    id: CauseId::SourceDestCheck,
    code: "R25",
    title: "pod packets travel as they are, and the source/destination check drops them",
    hop: Hop::NodePath,
    prior: 50,
    evidence: "nodes reach each other on every port; pod packets, which carry addresses that are no instance's, do not arrive",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_instance\" \"node\" { # of every node\n  source_dest_check = false\n}\n\
               # Or let pod packets travel in VXLAN everywhere, as an IPPool of Calico's:\n\
               #   kubectl patch ippool default-ipv4-ippool --type=merge --patch '{\"spec\":{\"vxlanMode\":\"Always\",\"ipipMode\":\"Never\"}}'",
        summary: "switch off the source/destination check of every node, or wrap pod packets",
        each: None,
    },
    sources: &[
        "https://docs.tigera.io/calico/latest/reference/public-cloud/aws",
        "kubernetes/kops#9647",
        "projectcalico/calicoctl#1859",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(&[Timeout])),
        (Family::DnsRemote, Expected::may_show(&[Timeout]).and_suffers(&[Partial])),
        (Family::Ec2Attributes, Expected::shows(&[SourceDestCheck])),
        (Family::StaticRules, Expected::may_show(&[SourceDestCheck])),
        (Family::PodNetwork, Expected::only(&[Plain, CrossSubnet])),
        (Family::HostRoutes, Expected::only(&[Plain, CrossSubnet])),
    ],
    consequences: &[BETWEEN_NODES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const ENCAPSULATION_NEVER: Cause = Cause {
    id: CauseId::EncapsulationNever,
    code: "R26",
    title: "pod packets travel as they are between subnets that have no route for them",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "pods of one subnet reach each other; between subnets the router has no route to their addresses",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl patch ippool {pool} --type=merge --patch '{\"spec\":{\"vxlanMode\":\"CrossSubnet\",\"ipipMode\":\"Never\"}}'",
        summary: "wrap pod packets between subnets",
        each: None,
    },
    sources: &[
        "https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip",
        "https://docs.tigera.io/calico/latest/reference/public-cloud/aws",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(&[Timeout]).not_everywhere()),
        (Family::DnsRemote, Expected::may_show(&[Timeout]).and_suffers(&[Partial])),
        (Family::Ec2Attributes, Expected::shows(&[NoRoute])),
        (Family::StaticRules, Expected::may_show(&[NoRoute])),
        (Family::PodNetwork, Expected::only(&[Plain])),
        (Family::HostRoutes, Expected::only(&[Plain])),
    ],
    consequences: &[BETWEEN_NODES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const MTU: Cause = Cause {
    id: CauseId::MtuMismatch,
    code: "R27",
    title: "long packets vanish between nodes",
    hop: Hop::NodePath,
    prior: 40,
    evidence: "short packets pass on the same way on which long ones vanish, and nobody tells their sender",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# The smallest MTU of the path less 50 bytes for VXLAN, 20 for IP in IP. With Calico, for a path of 1400:\n\
               kubectl patch felixconfiguration default --type=merge --patch '{\"spec\":{\"mtuIfacePattern\":\"^(ens|eth|enp)\",\"vxlanMTU\":1350}}'\n\
               kubectl --namespace kube-system patch configmap calico-config --patch '{\"data\":{\"veth_mtu\":\"1350\"}}'",
        summary: "let pods send no longer packets than the path carries, and admit ICMP type 3 code 4 (lost from {from} to {to})",
        each: None,
    },
    sources: &[
        "projectcalico/calico#2141",
        "projectcalico/calico#7651",
        "projectcalico/calico#8953",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html",
    ],
    expects: &[
        (Family::PodLarge, Expected::shows(&[LargeLost]).and_suffers(&[Timeout])),
        (Family::Links, Expected::may_show(&[MtuTooLarge])),
        (Family::Service, Expected::suffers(&[Partial, Reset, Timeout])),
        (Family::Endpoint, Expected::suffers(&[Partial, Reset, Timeout])),
        (Family::DnsServiceTcp, Expected::suffers(&[Timeout, Partial, Slow])),
        (Family::NodePort, Expected::may_show(&[Silent]).and_suffers(&[Partial, Reset])),
        // A kubelet's certificate and its logs are long.
        (Family::NodeTcp, Expected::suffers(&[Timeout])),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const CHECKSUM: Cause = Cause {
    id: CauseId::ChecksumOffload,
    code: "R28",
    title: "packets of a node itself leave its VXLAN device with a checksum that nobody computed",
    hop: Hop::NodePath,
    prior: 12,
    evidence: "pods reach pods at once, and a node reaches a Service with a pod elsewhere only after a second or more",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On every node; with Calico it lasts as: kubectl patch felixconfiguration default --type=merge --patch '{\"spec\":{\"featureDetectOverride\":\"ChecksumOffloadBroken=true\"}}'\n\
               ethtool -K {device} tx-checksum-ip-generic off",
        summary: "let the kernel compute the checksums of {device}, not the network card",
        each: None,
    },
    sources: &[
        "projectcalico/calico#3145",
        "projectcalico/calico#9433",
        "projectcalico/calico#10149",
        "kubernetes/kubernetes#88986",
    ],
    expects: &[
        (Family::HostService, Expected::shows(&[Slow]).and_suffers(&[Timeout, Partial])),
        (Family::Links, Expected::may_show(&[BadChecksum])),
        (Family::NodePort, Expected::suffers(&[Timeout, Partial, Silent])),
        (Family::PodNetwork, Expected::only(&[Vxlan, CrossSubnet])),
        (Family::HostRoutes, Expected::only(&[Vxlan, CrossSubnet])),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const OVERLAP: Cause = Cause {
    id: CauseId::CidrOverlap,
    code: "R29",
    title: "address ranges of pods, Services or nodes overlap",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "an address that is in two ranges is sent to one of them; only what lies in the overlap is lost",
    fix: FixTemplate {
        kind: FixKind::Words,
        text: "Give pods a range that neither the VPC nor the Services have ({pods} and {other} overlap): for kubeadm \
               networking.podSubnet, and the same for the pod network's pool. Nodes that have joined keep theirs: make them anew.",
        summary: "give pods, Services and nodes ranges that stay apart; nodes that have joined must be made anew",
        each: None,
    },
    sources: &[
        "projectcalico/calico#4479",
        "https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/",
    ],
    expects: &[
        (Family::PodCidr, Expected::shows(&[Overlap])),
        (Family::StaticRules, Expected::may_show(&[Overlap])),
        (Family::PodCrossNode, Expected::suffers(&[Timeout, Refused, Prohibited])),
        (Family::PodSameNode, Expected::suffers(&[Timeout])),
        (Family::DnsLocal, Expected::suffers(&[Timeout])),
        (Family::NodeTcp, Expected::suffers(&[Timeout])),
        (Family::Nodes, Expected::suffers(&[Unheard])),
    ],
    consequences: &[BETWEEN_NODES, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const PACKET_LOSS: Cause = Cause {
    id: CauseId::PacketLoss,
    code: "R52",
    title: "some packets between nodes are lost",
    hop: Hop::NodePath,
    prior: 25,
    evidence: "of equal tries on one way some succeed and some do not, whichever protocol, while nothing is lost within a node",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On the nodes at both ends ({from}, {to}): which counter grows?\n\
               ip -statistics link show\n\
               ethtool --statistics DEVICE | grep -E 'allowance_exceeded|drop|err'",
        summary: "find who drops: the network card's counters on both ends, then the path between them",
        each: None,
    },
    sources: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-network-performance-ena.html",
        "AIOpsLab network_loss",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(&[Partial]).and_suffers(&[Timeout])),
        (Family::NodeTcp, Expected::may_show(&[Partial]).and_suffers(&[Timeout])),
        (Family::DnsRemote, Expected::may_show(&[Partial]).and_suffers(&[Timeout, Slow])),
        (Family::NodePort, Expected::may_show(&[Silent]).and_suffers(&[Partial, Timeout]).not_everywhere()),
    ],
    consequences: &[SOME_LOST, NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const IDLE: Cause = Cause {
    id: CauseId::IdleTimeout,
    code: "R39",
    title: "the security group forgets connections that are silent",
    hop: Hop::Backend,
    prior: 15,
    evidence: "a new connection is answered at once, and one that was silent for six minutes is dead",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_launch_template\" \"nodes\" { # of the nodes' network interfaces; and gRPC keepalive under 300 s in the clients\n  \
               network_interfaces {\n    connection_tracking_specification {\n      tcp_established_timeout = 86400\n    }\n  }\n}",
        summary: "send something on silent connections at least every 300 s, or let the security group remember them for longer",
        each: None,
    },
    sources: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html",
        "https://grpc.io/docs/guides/keepalive/",
    ],
    expects: &[
        (Family::Idle, Expected::shows(&[IdleCut])),
        (Family::Ec2Attributes, Expected::may_show(&[ShortIdleTimeout])),
        (Family::StaticRules, Expected::may_show(&[ShortIdleTimeout])),
        (Family::Grpc, Expected::suffers(&[Timeout, ServerError, Slow])),
    ],
    consequences: &[PAGE],
    beside: false,
};
