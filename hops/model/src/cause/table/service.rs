//! Services without a pod behind them, names without a Service.

use super::consequences::{FEWER_PODS, PAGE, PODS};
use crate::Outcome::{
    ExternalLocal, InternalLocal, NoPods, NoSuchName, NotReady, NotServing, Partial, Pinned, Refused,
    ServerError, ServerFailure, Silent, Slow, Timeout, TimeoutWithoutLocalPod, WrongPort,
};
use crate::{Cause, CauseId, Expected, Family, FixKind, FixTemplate, Hop};

pub(super) const SELECTOR: Cause = Cause {
    id: CauseId::SelectorMismatch,
    code: "R05",
    title: "the Service selects no pod",
    hop: Hop::ClusterIp,
    prior: 45,
    evidence: "the pods run, and none of them has the labels that the Service selects; kube-proxy then refuses at once",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} set selector service/{service} '{labels}'",
        summary: "let Service {namespace}/{service} select the labels that the pods have",
        each: Some(Family::Endpoints),
    },
    sources: &[
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
        "derailed/popeye 1100",
    ],
    expects: &[(Family::Endpoints, Expected::shows(&[NoPods]))],
    consequences: &[FEWER_PODS, PAGE],
    beside: false,
};

pub(super) const TARGET_PORT: Cause = Cause {
    id: CauseId::TargetPortMismatch,
    code: "R06",
    title: "the Service sends to a port where nobody listens",
    hop: Hop::ClusterIp,
    prior: 45,
    evidence: "there are endpoints; at their addresses the port of the Service refuses, and the pod listens elsewhere",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} patch service {service} --patch '{\"spec\":{\"ports\":[{\"port\":{port},\"targetPort\":{container_port}}]}}'",
        summary: "let Service {namespace}/{service} send to port {container_port}, where the pods listen",
        each: Some(Family::Endpoints),
    },
    sources: &[
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
        "derailed/popeye#78",
    ],
    expects: &[
        (Family::Endpoints, Expected::shows(&[WrongPort])),
        (Family::Endpoint, Expected::may_show(&[Refused])),
    ],
    consequences: &[FEWER_PODS, PAGE],
    beside: false,
};

pub(super) const READINESS: Cause = Cause {
    id: CauseId::ReadinessFailing,
    code: "R07",
    title: "pods run, and their readiness probe says no",
    hop: Hop::FrontPod,
    prior: 40,
    evidence: "the process lives and answers its probe with a no, so the Service leaves the pod out",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} get events --field-selector reason=Unhealthy\n\
               kubectl --namespace {namespace} logs {workload|object} --container {container}\n\
               # If a change made it so, take the change back:\n\
               kubectl --namespace {namespace} rollout undo {workload|object}",
        summary: "read what the probe of {workload} is told, and mend that or the probe",
        each: Some(Family::PodState),
    },
    sources: &["https://kubernetes.io/docs/concepts/workloads/pods/probes/"],
    expects: &[
        (Family::PodState, Expected::shows(&[NotReady])),
        (Family::Endpoints, Expected::may_show(&[NotReady])),
        (Family::Grpc, Expected::may_show(&[NotServing]).and_suffers(&[Timeout, ServerError, Slow])),
    ],
    consequences: &[FEWER_PODS, PAGE],
    beside: false,
};

pub(super) const EXTERNAL_LOCAL: Cause = Cause {
    id: CauseId::ExternalTrafficPolicyLocal,
    code: "R08",
    title: "nodes without a pod of their own drop what comes from outside",
    hop: Hop::NodePort,
    prior: 30,
    evidence: "`externalTrafficPolicy: Local` keeps a request on the node that it reached, and some nodes have no ready pod",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} patch service {service} --patch '{\"spec\":{\"externalTrafficPolicy\":\"Cluster\"}}'",
        summary: "let every node pass requests on to pods of other nodes, or run a pod on each",
        each: None,
    },
    sources: &["kubernetes/website#2499", "kubernetes/kubernetes#99317", "kubernetes/cloud-provider-aws#87"],
    expects: &[
        (Family::Endpoints, Expected::shows(&[ExternalLocal])),
        (
            Family::NodePort,
            Expected::may_show(&[TimeoutWithoutLocalPod]).and_suffers(&[Timeout, Partial, Refused, Silent]),
        ),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const INTERNAL_LOCAL: Cause = Cause {
    id: CauseId::InternalTrafficPolicyLocal,
    code: "R09",
    title: "callers without a pod beside them are dropped",
    hop: Hop::ClusterIp,
    prior: 15,
    evidence: "`internalTrafficPolicy: Local` keeps a call on the caller's node, and some callers' nodes have no ready pod",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} patch service {service} --patch '{\"spec\":{\"internalTrafficPolicy\":\"Cluster\"}}'",
        summary: "let calls reach pods of other nodes",
        each: None,
    },
    sources: &[
        "https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/",
        "SREGym internal_traffic_policy_local",
    ],
    expects: &[
        (Family::Endpoints, Expected::shows(&[InternalLocal])),
        (Family::Service, Expected::may_show(&[Timeout, Refused]).and_suffers(&[Partial])),
        (Family::DnsService, Expected::suffers(&[Timeout, Refused, Partial])),
        (Family::DnsServiceTcp, Expected::suffers(&[Timeout, Refused, Partial])),
        (Family::HostService, Expected::suffers(&[Timeout, Refused])),
        (Family::DnsExternal, Expected::suffers(&[Timeout])),
        (Family::DnsNames, Expected::suffers(&[Timeout, Refused, Partial])),
        (Family::DnsPaired, Expected::suffers(&[Timeout, Refused, Partial])),
    ],
    consequences: &[PAGE, PODS],
    beside: false,
};

pub(super) const WRONG_NAME: Cause = Cause {
    id: CauseId::WrongName,
    code: "R10",
    title: "pods are told to call a name that does not exist",
    hop: Hop::Call,
    prior: 80,
    evidence: "DNS itself answers, at once, that there is no such name, and no Service has it",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} set env {workload|object} {variable}={wanted}\n\
               # The same for Terraform, so that the next apply keeps it: in the call of the module microservice\n\
               #   environment = { {variable} = \"{wanted}\" }",
        summary: "let {variable} of {workload} be `{wanted}` instead of `{value}`",
        each: Some(Family::ReferencedNames),
    },
    sources: &["chirpstack/chirpstack-docker#113", "grpc/grpc#23681", "grpc/grpc#17705", "grpc/grpc#21414"],
    expects: &[
        (Family::ReferencedNames, Expected::shows(&[NoSuchName])),
        (Family::DnsNames, Expected::may_show(&[NoSuchName]).and_suffers(&[ServerFailure, Timeout])),
    ],
    consequences: &[PAGE, PODS],
    beside: false,
};

pub(super) const PINNED: Cause = Cause {
    id: CauseId::PinnedConnection,
    code: "R48",
    title: "one pod of the backend gets all calls",
    hop: Hop::Backend,
    prior: 20,
    evidence: "every pod of the backend answers, and one long-lived connection sends all its calls to the same",
    fix: FixTemplate {
        kind: FixKind::Words,
        text: "Call the headless Service by its name and balance over its addresses in the client (gRPC: round_robin); \
               let the server end connections after some minutes (gRPC: MAX_CONNECTION_AGE), so that new pods get calls.",
        summary: "balance call by call in the client, not connection by connection",
        each: None,
    },
    sources: &["grpc/grpc-java#11151", "grpc/grpc-go#5621"],
    expects: &[(Family::Grpc, Expected::shows(&[Pinned]).and_suffers(&[Slow, Timeout, ServerError]))],
    consequences: &[PAGE],
    beside: false,
};
