//! Rules that a security group of the nodes lacks.

use super::consequences::{BETWEEN_NODES, NAMES, PAGE, PODS};
use crate::Outcome::{
    BgpNotEstablished, CrossSubnet, FelixNotReady, Flap, IpInIp, NoBgpRule, NoIpInIpRule, NoKubeletRule,
    NoSelfRule, NoTyphaRule, NoVxlanRule, Partial, Plain, Prohibited, Refused, Slow, Timeout, Vxlan,
};
use crate::{Cause, CauseId, Expectations, Expected, Family, FixKind, FixTemplate, Hop, Outcome};

const CONSEQUENCES: &[Expectations] = &[BETWEEN_NODES, NAMES, PAGE, PODS];
/// Of pods that travel in UDP.
const IN_UDP: Expected = Expected::only(&[Vxlan, CrossSubnet]);
/// Of pods that travel without IP in IP and without BGP, too.
const NO_BGP: Expected = Expected::only(&[Vxlan, CrossSubnet, Plain]);
const BGP: Expected = Expected::only(&[IpInIp, CrossSubnet, Plain]);
const IN_IP: Expected = Expected::only(&[IpInIp, CrossSubnet]);
const SILENCE: &[Outcome] = &[Timeout];

const SELF_RULE: FixTemplate = FixTemplate {
    kind: FixKind::Hcl,
    text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_self\" {\n  \
           description                  = \"nodes reach each other: pod packets, kubelets, routes\"\n  \
           security_group_id            = {group|reference}\n  \
           referenced_security_group_id = {group|reference}\n  \
           ip_protocol                  = \"-1\"\n}",
    summary: "let the nodes' security group admit itself",
    each: None,
};

pub(super) const NO_SELF: Cause = Cause {
    id: CauseId::NoSelfRule,
    code: "R20",
    title: "the nodes' security group does not admit itself",
    hop: Hop::NodePath,
    prior: 90,
    evidence: "on one node everything answers; from node to node nothing does, neither pod packets nor a kubelet",
    fix: SELF_RULE,
    sources: &[
        "kubernetes-sigs/cluster-api-provider-aws#4136",
        "kubernetes-sigs/kubespray#1268",
        "projectcalico/calico#8906",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(SILENCE).at_several_nodes()),
        (Family::NodeTcp, Expected::shows(SILENCE)),
        (Family::NodeVxlan, Expected::shows(SILENCE)),
        (Family::DnsRemote, Expected::may_show(SILENCE).and_suffers(&[Partial])),
        (Family::NodeProtocol253, Expected::may_show(SILENCE)),
        (Family::NodeIpInIp, Expected::suffers(SILENCE)),
        (Family::NodeBgp, Expected::suffers(SILENCE)),
        (Family::NodeTypha, Expected::suffers(SILENCE)),
        (Family::SystemPods, Expected::suffers(&[FelixNotReady])),
        (Family::SecurityGroups, Expected::shows(&[NoSelfRule]).and_suffers(&[NoKubeletRule])),
        (Family::StaticRules, Expected::may_show(&[NoSelfRule]).and_suffers(&[NoKubeletRule])),
        (Family::PodNetwork, NO_BGP),
        (Family::HostRoutes, NO_BGP),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_SELF_BGP: Cause = Cause {
    id: CauseId::NoSelfRuleBgp,
    code: "R20",
    title: "the nodes' security group does not admit itself",
    hop: Hop::NodePath,
    prior: 50,
    evidence: "nodes tell each other no routes by BGP, and reach no other port of each other either",
    fix: SELF_RULE,
    sources: &["projectcalico/calico#2561", "projectcalico/calico#3309", "projectcalico/calico#4059"],
    expects: &[
        (Family::PodCrossNode, Expected::shows(&[Timeout, Prohibited, Flap]).at_several_nodes()),
        (Family::NodeTcp, Expected::shows(SILENCE)),
        (Family::NodeBgp, Expected::shows(SILENCE)),
        (Family::NodeIpInIp, Expected::shows(SILENCE)),
        (Family::SystemPods, Expected::shows(&[BgpNotEstablished]).and_suffers(&[FelixNotReady])),
        (Family::DnsRemote, Expected::may_show(SILENCE).and_suffers(&[Partial, Flap])),
        (Family::NodeProtocol253, Expected::may_show(SILENCE)),
        (Family::NodeVxlan, Expected::suffers(SILENCE)),
        (Family::NodeTypha, Expected::suffers(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoSelfRule]).and_suffers(&[NoKubeletRule])),
        (Family::StaticRules, Expected::may_show(&[NoSelfRule]).and_suffers(&[NoKubeletRule])),
        (Family::PodNetwork, BGP),
        (Family::HostRoutes, BGP),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_IP_IN_IP: Cause = Cause {
    id: CauseId::NoIpInIpRule,
    code: "R21",
    title: "the security group admits TCP and UDP, but not IP protocol 4",
    hop: Hop::NodePath,
    prior: 60,
    evidence: "nodes reach each other's ports, and pod packets, which travel as IP protocol 4, arrive only for ten minutes after the other side sent some",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_ip_in_ip\" {\n  \
               description                  = \"pod packets travel from node to node as IP in IP, protocol 4 (94, `IPIP`, is another)\"\n  \
               security_group_id            = {group|reference}\n  \
               referenced_security_group_id = {group|reference}\n  \
               ip_protocol                  = \"4\"\n  \
               from_port                    = 0\n  \
               to_port                      = 0\n}",
        summary: "let the nodes' security group admit IP protocol 4 of itself",
        each: None,
    },
    sources: &[
        "projectcalico/calico#1073",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(&[Timeout, Flap]).at_several_nodes()),
        (Family::NodeIpInIp, Expected::shows(SILENCE)),
        (Family::DnsRemote, Expected::may_show(&[Timeout, Flap]).and_suffers(&[Partial])),
        (Family::NodeProtocol253, Expected::may_show(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoIpInIpRule])),
        (Family::StaticRules, Expected::may_show(&[NoIpInIpRule])),
        (Family::PodNetwork, IN_IP),
        (Family::HostRoutes, IN_IP),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_VXLAN: Cause = Cause {
    id: CauseId::NoVxlanRule,
    code: "R22",
    title: "the security group does not admit UDP 4789",
    hop: Hop::NodePath,
    prior: 70,
    evidence: "nodes reach each other's kubelets, and pod packets, which travel in UDP 4789, do not arrive",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_vxlan\" {\n  \
               description                  = \"pod packets travel from node to node in VXLAN (8472 is another)\"\n  \
               security_group_id            = {group|reference}\n  \
               referenced_security_group_id = {group|reference}\n  \
               ip_protocol                  = \"udp\"\n  \
               from_port                    = 4789\n  \
               to_port                      = 4789\n}",
        summary: "let the nodes' security group admit UDP 4789 of itself",
        each: None,
    },
    sources: &[
        "https://cluster-api-aws.sigs.k8s.io/topics/ipv6-enabled-cluster",
        "https://github.com/poseidon/typhoon/blob/main/aws/flatcar-linux/kubernetes/security.tf",
    ],
    expects: &[
        (Family::PodCrossNode, Expected::shows(SILENCE).at_several_nodes()),
        (Family::NodeVxlan, Expected::shows(SILENCE)),
        (Family::DnsRemote, Expected::may_show(SILENCE).and_suffers(&[Partial])),
        (Family::NodeIpInIp, Expected::suffers(SILENCE)),
        (Family::NodeProtocol253, Expected::suffers(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoVxlanRule])),
        (Family::StaticRules, Expected::may_show(&[NoVxlanRule])),
        (Family::PodNetwork, IN_UDP),
        (Family::HostRoutes, IN_UDP),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_BGP_RULE: Cause = Cause {
    id: CauseId::NoBgpRule,
    code: "R23",
    title: "the security group does not admit TCP 179",
    hop: Hop::NodePath,
    prior: 35,
    evidence: "nodes reach each other's kubelets and tell each other no routes, so pod packets leave to a router that knows none",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_bgp\" {\n  \
               description                  = \"nodes tell each other their routes by BGP\"\n  \
               security_group_id            = {group|reference}\n  \
               referenced_security_group_id = {group|reference}\n  \
               ip_protocol                  = \"tcp\"\n  \
               from_port                    = 179\n  \
               to_port                      = 179\n}",
        summary: "let the nodes' security group admit TCP 179 of itself",
        each: None,
    },
    sources: &[
        "projectcalico/calico#2561",
        "projectcalico/calico#3309",
        "projectcalico/calico#4059",
        "projectcalico/calico#4479",
    ],
    expects: &[
        (Family::SystemPods, Expected::shows(&[BgpNotEstablished])),
        (Family::NodeBgp, Expected::shows(SILENCE)),
        (Family::PodCrossNode, Expected::may_show(&[Timeout, Prohibited, Refused])),
        (Family::DnsRemote, Expected::may_show(SILENCE).and_suffers(&[Partial])),
        (Family::SecurityGroups, Expected::shows(&[NoBgpRule])),
        (Family::StaticRules, Expected::may_show(&[NoBgpRule])),
        (Family::PodNetwork, BGP),
        (Family::HostRoutes, BGP),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_TYPHA: Cause = Cause {
    id: CauseId::NoTyphaRule,
    code: "R24",
    title: "the security group does not admit TCP 5473",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "Felix is not ready on the nodes that have no Typha of their own, and so keeps old routes and policies",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_typha\" {\n  \
               description                  = \"calico-node asks Typha\"\n  \
               security_group_id            = {group|reference}\n  \
               referenced_security_group_id = {group|reference}\n  \
               ip_protocol                  = \"tcp\"\n  \
               from_port                    = 5473\n  \
               to_port                      = 5473\n}",
        summary: "let the nodes' security group admit TCP 5473 of itself",
        each: None,
    },
    sources: &["https://docs.tigera.io/calico/latest/getting-started/kubernetes/requirements"],
    expects: &[
        (Family::SystemPods, Expected::shows(&[FelixNotReady])),
        (Family::NodeTypha, Expected::shows(SILENCE)),
        (Family::PodCrossNode, Expected::suffers(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoTyphaRule])),
        (Family::StaticRules, Expected::may_show(&[NoTyphaRule])),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NO_KUBELET: Cause = Cause {
    id: CauseId::NoKubeletRule,
    code: "R47",
    title: "the security group does not admit TCP 10250",
    hop: Hop::NodePath,
    prior: 30,
    evidence: "pod packets pass, and kubelets do not answer: logs, exec and metrics time out while the workload is fine",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_kubelet\" { # a second one, if the control plane has a group of its own\n  \
               description                  = \"kubelets are asked for logs, exec and metrics\"\n  \
               security_group_id            = {group|reference}\n  \
               referenced_security_group_id = {group|reference}\n  \
               ip_protocol                  = \"tcp\"\n  \
               from_port                    = 10250\n  \
               to_port                      = 10250\n}",
        summary: "let kubelets be asked by the control plane and by each other's nodes",
        each: None,
    },
    sources: &["https://kubernetes.io/docs/reference/networking/ports-and-protocols/"],
    expects: &[
        (Family::NodeTcp, Expected::may_show(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoKubeletRule])),
        (Family::StaticRules, Expected::may_show(&[NoKubeletRule])),
        (Family::Page, Expected::suffers(&[Slow])),
    ],
    consequences: &[],
    beside: true,
};
