//! The cluster's machinery and the plans that made it.

use super::consequences::{FEWER_PODS, PAGE, PODS};
use crate::Outcome::{
    ClockSkew, Crashing, Exists, Expired, HopLimit, Missing, MixedRules, NoPods, NotReady, NotYetValid,
    Unschedulable,
};
use crate::{Cause, CauseId, Expected, Family, FixKind, FixTemplate, Hop};

pub(super) const HOP_LIMIT: Cause = Cause {
    id: CauseId::ImdsHopLimit,
    code: "R42",
    title: "pods get no token of the instance metadata service",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "the answer with the token may make one hop only, and a pod is two hops away; from the node it comes",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_launch_template\" \"nodes\" { # of {node}\n  \
               metadata_options {\n    http_tokens                 = \"required\"\n    \
               http_put_response_hop_limit = 2\n  }\n}",
        summary: "let the token's answer make two hops, if pods are to have the instance's identity",
        each: None,
    },
    sources: &[
        "DataDog/datadog-agent#55269",
        "kubermatic/machine-controller#1833",
        "kubernetes-sigs/aws-ebs-csi-driver#2966",
    ],
    expects: &[
        (Family::Imds, Expected::shows(&[HopLimit])),
        (Family::Ec2Attributes, Expected::may_show(&[HopLimit])),
        (Family::StaticRules, Expected::may_show(&[HopLimit])),
        (Family::PodState, Expected::suffers(&[NotReady, Crashing])),
    ],
    consequences: &[PAGE, PODS],
    beside: true,
};

pub(super) const CERTIFICATE: Cause = Cause {
    id: CauseId::CertificateExpired,
    code: "R44",
    title: "the API server's certificate is past its day",
    hop: Hop::Page,
    prior: 25,
    evidence: "its certificate says until when it holds, and that is over: kubeadm's hold for a year",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On every control-plane node (it held until {not_after})\n\
               kubeadm certs renew all\n\
               # Then let its static pods start anew, one by one: move each manifest out of /etc/kubernetes/manifests and back.",
        summary: "renew the certificates of the control plane and start it anew",
        each: None,
    },
    sources: &["https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/"],
    expects: &[
        (Family::Certificates, Expected::shows(&[Expired])),
        (Family::Nodes, Expected::suffers(&[NotReady])),
    ],
    consequences: &[FEWER_PODS, PODS, PAGE],
    beside: false,
};

pub(super) const JOIN_TOKEN: Cause = Cause {
    id: CauseId::JoinTokenExpired,
    code: "R45",
    title: "a node never joined",
    hop: Hop::FrontPod,
    prior: 20,
    evidence: "the machine was to be a node and the API server has never heard of it: kubeadm's tokens hold for a day",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubeadm token create --print-join-command\n\
               # and on {node} what it prints",
        summary: "let {node} join with a new token",
        each: None,
    },
    sources: &["https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/"],
    expects: &[
        (Family::Nodes, Expected::shows(&[Missing])),
        (Family::PodState, Expected::suffers(&[Unschedulable])),
    ],
    consequences: &[PAGE],
    beside: true,
};

pub(super) const SKEW: Cause = Cause {
    id: CauseId::ClockSkew,
    code: "R46",
    title: "clocks differ",
    hop: Hop::Page,
    prior: 15,
    evidence: "two clocks that were asked at the same time differ by more than the answer took: certificates and tokens then hold too early or too late",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node} ({skew}), which in AWS has a clock at hand\n\
               echo 'server 169.254.169.123 prefer iburst minpoll 4 maxpoll 4' > /etc/chrony/sources.d/aws.sources\n\
               chronyc reload sources && chronyc makestep",
        summary: "let the nodes take their time from one clock",
        each: None,
    },
    sources: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html",
        "SREGym node_clock_drift",
    ],
    expects: &[
        (Family::Clock, Expected::shows(&[ClockSkew])),
        (Family::Certificates, Expected::may_show(&[NotYetValid, ClockSkew])),
        (Family::Nodes, Expected::suffers(&[NotReady])),
    ],
    consequences: &[FEWER_PODS, PODS, PAGE],
    beside: true,
};

// Not `beside`: whoever gave a plan asks why it cannot be applied.
pub(super) const ALREADY_EXISTS: Cause = Cause {
    id: CauseId::AlreadyExists,
    code: "R49",
    title: "Terraform is to create what is there already",
    hop: Hop::Page,
    prior: 60,
    evidence: "the plan creates an object that the API server has, which somebody else made: the state does not know it",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "import { # made by {manager}\n  to = {address}\n  id = \"{import}\"\n}",
        summary: "take what is there into the state; the plan then says `to import` instead of `to add`",
        each: Some(Family::ExistingObjects),
    },
    sources: &[
        "hashicorp/terraform-provider-kubernetes#1406",
        "hashicorp/terraform-provider-kubernetes#793",
        "https://developer.hashicorp.com/terraform/language/import",
    ],
    expects: &[
        (Family::ExistingObjects, Expected::shows(&[Exists])),
        (Family::Endpoints, Expected::suffers(&[NoPods, NotReady])),
    ],
    consequences: &[FEWER_PODS, PAGE],
    beside: false,
};

pub(super) const RULES_FIGHT: Cause = Cause {
    id: CauseId::RulesFight,
    code: "R50",
    title: "rules of one security group in two styles overwrite each other",
    hop: Hop::NodePath,
    prior: 20,
    evidence: "a group with rules of its own removes the rules that stand beside it at every apply, and they come back at the next",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "import { # for each rule that stands in {group} itself; then take it out of there\n  \
               to = aws_vpc_security_group_ingress_rule.nodes_self\n  id = \"sgr-…\"\n}",
        summary: "keep the rules of {group} in one style: one resource for each rule",
        each: None,
    },
    sources: &["https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"],
    expects: &[
        (Family::StaticRules, Expected::may_show(&[MixedRules])),
        (Family::SecurityGroups, Expected::shows(&[MixedRules])),
    ],
    consequences: &[],
    beside: true,
};
