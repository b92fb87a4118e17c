//! From the browser to a node.

use super::consequences::PAGE;
use crate::Outcome::{NoNodePortRule, NoRoute, Timeout, TimeoutWithoutLocalPod};
use crate::{Cause, CauseId, Expected, Family, FixKind, FixTemplate, Hop, Outcome};

const SILENCE: &[Outcome] = &[Timeout, TimeoutWithoutLocalPod];

pub(super) const NO_NODE_PORT: Cause = Cause {
    id: CauseId::NoNodePortRule,
    code: "R40",
    title: "the security group does not admit the NodePort",
    hop: Hop::Edge,
    prior: 60,
    evidence: "no node answers at the NodePort from outside, though the nodes can be reached and all is well inside",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_vpc_security_group_ingress_rule\" \"node_port\" {\n  \
               description       = \"visitors call the NodePort\"\n  \
               security_group_id = {group|reference}\n  \
               cidr_ipv4         = \"{cidr}\" # or referenced_security_group_id of the load balancer\n  \
               ip_protocol       = \"tcp\"\n  \
               from_port         = {port}\n  \
               to_port           = {port}\n}",
        summary: "let visitors reach TCP {port} of the nodes",
        each: None,
    },
    sources: &[
        "https://kubernetes.io/docs/reference/networking/ports-and-protocols/",
        "kubernetes-sigs/cluster-api-provider-aws pkg/cloud/services/securitygroup/securitygroups.go",
    ],
    expects: &[
        (Family::NodePort, Expected::only(SILENCE)),
        (Family::SecurityGroups, Expected::shows(&[NoNodePortRule])),
        (Family::StaticRules, Expected::may_show(&[NoNodePortRule])),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const NO_ROUTE: Cause = Cause {
    id: CauseId::NoRoute,
    code: "R41",
    title: "no public address, no route, or a network ACL that says no",
    hop: Hop::Edge,
    prior: 35,
    evidence: "no node answers from outside at any port, though all is well inside",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_route\" \"internet\" { # of the route table of {subnet}; its network ACL must admit the port and 1024-65535 back\n  \
               route_table_id         = aws_route_table.public.id\n  \
               destination_cidr_block = \"0.0.0.0/0\"\n  \
               gateway_id             = aws_internet_gateway.main.id\n}",
        summary: "give the nodes' subnet a route to the Internet and the nodes a public address, or ask from within the VPC",
        each: None,
    },
    sources: &["https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html"],
    expects: &[
        (Family::NodePort, Expected::only(SILENCE)),
        (Family::NodeReach, Expected::only(&[Timeout])),
        (Family::Ec2Attributes, Expected::shows(&[NoRoute])),
        (Family::StaticRules, Expected::may_show(&[NoRoute])),
    ],
    consequences: &[PAGE],
    beside: false,
};
