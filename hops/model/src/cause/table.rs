//! Every cause, in the order of [`CauseId`](super::CauseId).

use super::Cause;

mod consequences;
mod dns;
mod edge;
mod image;
mod node;
mod path;
mod platform;
mod rules;
mod service;

/// Every cause.
pub static CAUSES: [Cause; 56] = [
    image::PLATFORM_MISSING,
    image::WRONG_ARCHITECTURE,
    image::UNAVAILABLE,
    image::RATE_LIMIT,
    service::SELECTOR,
    service::TARGET_PORT,
    service::READINESS,
    service::EXTERNAL_LOCAL,
    service::INTERNAL_LOCAL,
    service::WRONG_NAME,
    dns::DOWN,
    dns::OVERLOAD,
    dns::OTHER_SERVER,
    dns::RESOLVER_LIMIT,
    dns::RACE,
    dns::POLICY_DENIES_DNS,
    dns::POLICY_DENIES_CALL,
    rules::NO_SELF,
    rules::NO_SELF_BGP,
    rules::NO_IP_IN_IP,
    rules::NO_VXLAN,
    rules::NO_BGP_RULE,
    rules::NO_TYPHA,
    path::SOURCE_DEST_CHECK,
    path::ENCAPSULATION_NEVER,
    path::MTU,
    path::CHECKSUM,
    path::OVERLAP,
    node::KUBE_PROXY_DOWN,
    node::IPTABLES_SPLIT,
    node::KUBE_PROXY_MODE,
    node::FORWARDING_OFF,
    node::BRIDGE_FILTER,
    node::REVERSE_PATH,
    node::HOST_FIREWALL,
    node::CONNTRACK_FULL,
    node::ALLOWANCE,
    path::IDLE,
    edge::NO_NODE_PORT,
    edge::NO_ROUTE,
    platform::HOP_LIMIT,
    node::CGROUP_DRIVER,
    platform::CERTIFICATE,
    platform::JOIN_TOKEN,
    platform::SKEW,
    rules::NO_KUBELET,
    service::PINNED,
    platform::ALREADY_EXISTS,
    platform::RULES_FIGHT,
    node::NODE_DOWN,
    path::PACKET_LOSS,
    image::CRASHES,
    image::OUT_OF_MEMORY,
    image::UNSCHEDULABLE,
    image::REGISTRY_UNREACHABLE,
    image::NOT_STARTED,
];
