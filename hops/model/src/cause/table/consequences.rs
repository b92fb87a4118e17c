//! What several causes may break on their way. None of it speaks for any of them.

use crate::Outcome::{
    Crashing, Degraded, Flap, IdleCut, LargeLost, LateByFiveSeconds, NoPods, NoSuchName, NotReady,
    NotServing, NotStarted, OtherAnswer, Partial, Prohibited, Refused, Reset, ServerError, ServerFailure,
    Silent, Slow, Timeout, TimeoutWithoutLocalPod,
};
use crate::cause::Expectations;
use crate::{Expected, Family, Outcome};

const NETWORK: &[Outcome] = &[Timeout, Refused, Reset, Prohibited, Partial];

/// The visitor sees it, at one node and not at another where it is a matter of the pod.
pub(super) const PAGE: Expectations = &[
    (Family::NodePort, Expected::suffers(&[Silent])),
    (Family::Page, Expected::suffers(&[Timeout, Refused, Reset, Slow, ServerError, Degraded])),
    (Family::Grpc, Expected::suffers(&[Timeout, ServerError, Slow, NotServing])),
];

/// Pods that want their neighbours at start do not become ready.
pub(super) const PODS: Expectations = &[
    (Family::PodState, Expected::suffers(&[NotReady, Crashing, NotStarted])),
    (Family::Endpoints, Expected::suffers(&[NotReady])),
];

/// A Service has fewer pods, or none.
pub(super) const FEWER_PODS: Expectations = &[
    (Family::Endpoints, Expected::suffers(&[NotReady, NoPods])),
    (
        Family::NodePort,
        Expected::suffers(&[Timeout, Refused, Reset, Partial, Silent, TimeoutWithoutLocalPod])
            .not_everywhere(),
    ),
    (Family::Service, Expected::suffers(&[Timeout, Refused, Reset, Prohibited, Partial])),
    (Family::Endpoint, Expected::suffers(&[Timeout, Refused, Reset, Partial])),
    (Family::DnsNames, Expected::suffers(&[NoSuchName])),
];

/// No name resolves.
pub(super) const NAMES: Expectations = &[
    (Family::DnsService, Expected::suffers(&[Timeout, Refused, ServerFailure, Partial, Slow])),
    (Family::DnsServiceTcp, Expected::suffers(&[Timeout, Refused, ServerFailure, Partial, Slow])),
    (Family::DnsExternal, Expected::suffers(&[Timeout, ServerFailure, Slow])),
    (Family::DnsPaired, Expected::suffers(&[Timeout, Refused, Partial, LateByFiveSeconds])),
    (Family::DnsNames, Expected::suffers(&[Timeout, Refused, ServerFailure, Partial])),
];

/// Packets from node to node do not arrive.
pub(super) const BETWEEN_NODES: Expectations = &[
    (
        Family::NodePort,
        Expected::suffers(&[Timeout, Partial, Silent, TimeoutWithoutLocalPod]).not_everywhere(),
    ),
    (Family::PodReverse, Expected::suffers(&[Timeout, Flap, Prohibited, Refused])),
    (Family::PodLarge, Expected::suffers(&[Timeout])),
    (Family::DnsRemote, Expected::suffers(&[Timeout, Partial])),
    (Family::DnsService, Expected::suffers(&[Timeout, Partial, Slow, ServerFailure, Flap])),
    (Family::DnsServiceTcp, Expected::suffers(&[Timeout, Partial, Slow, ServerFailure, Flap])),
    (Family::Service, Expected::suffers(NETWORK)),
    (Family::Endpoint, Expected::suffers(NETWORK)),
    (Family::HostService, Expected::suffers(&[Timeout, Partial, Slow])),
];

/// Packets do not even arrive on the same node.
pub(super) const WITHIN_A_NODE: Expectations = &[
    (Family::NodePort, Expected::suffers(&[Timeout, Partial, Silent, TimeoutWithoutLocalPod])),
    (Family::PodSameNode, Expected::suffers(&[Timeout, Partial])),
    (Family::PodCrossNode, Expected::suffers(&[Timeout, Partial])),
    (Family::DnsLocal, Expected::suffers(&[Timeout, Partial])),
];

/// Nobody turns a Service's address into a pod's.
pub(super) const SERVICE_ADDRESSES: Expectations = &[
    (Family::NodePort, Expected::suffers(&[Timeout, Refused, Partial, Silent]).not_everywhere()),
    (Family::Service, Expected::suffers(NETWORK)),
    (Family::DnsService, Expected::suffers(&[Timeout, Refused, Partial, OtherAnswer])),
    (Family::DnsServiceTcp, Expected::suffers(&[Timeout, Refused, Partial])),
    (Family::HostService, Expected::suffers(&[Timeout, Refused, Partial])),
];

/// Packets are lost here and there.
pub(super) const SOME_LOST: Expectations = &[
    (Family::NodePort, Expected::suffers(&[Partial, Timeout, Silent]).not_everywhere()),
    (Family::PodReverse, Expected::suffers(&[Timeout])),
    (Family::PodLarge, Expected::suffers(&[Timeout, LargeLost])),
    (Family::DnsRemote, Expected::suffers(&[Partial, Timeout, Slow])),
    (Family::DnsService, Expected::suffers(&[Partial, Timeout, Slow])),
    (Family::DnsServiceTcp, Expected::suffers(&[Partial, Timeout, Slow])),
    (Family::Service, Expected::suffers(&[Partial, Timeout, Reset])),
    (Family::Endpoint, Expected::suffers(&[Partial, Timeout, Reset])),
    (Family::HostService, Expected::suffers(&[Partial, Timeout, Slow])),
    (Family::NodeTcp, Expected::suffers(&[Partial, Timeout])),
    (Family::NodeIpInIp, Expected::suffers(&[Timeout])),
    (Family::NodeVxlan, Expected::suffers(&[Timeout])),
    (Family::NodeBgp, Expected::suffers(&[Timeout])),
    (Family::NodeTypha, Expected::suffers(&[Timeout])),
    (Family::NodeProtocol253, Expected::suffers(&[Timeout])),
    (Family::Idle, Expected::suffers(&[IdleCut])),
];
