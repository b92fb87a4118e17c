//! What can be wrong.

use serde::{Deserialize, Serialize};

use crate::{Expected, Family, FixKind, Hop, Outcome};

mod table;

pub use table::CAUSES;

/// A root cause. In brackets its number in the survey of causes that the table follows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseId {
    /// The image's index has no manifest for the node's processor (R01, the first of the four).
    ImagePlatformMissing,
    /// An image without an index, built for another processor (R02).
    ImageWrongArchitecture,
    /// No such image, or not for this identity (R03).
    ImageUnavailable,
    /// The registry counts too many pulls (R04).
    ImageRateLimit,
    /// A Service selects no pod (R05).
    SelectorMismatch,
    /// A Service sends to a port where nobody listens (R06).
    TargetPortMismatch,
    /// Pods run and their readiness probe says no (R07).
    ReadinessFailing,
    /// `externalTrafficPolicy: Local` and nodes without a pod (R08).
    ExternalTrafficPolicyLocal,
    /// `internalTrafficPolicy: Local` and callers without a pod beside them (R09).
    InternalTrafficPolicyLocal,
    /// A name that does not exist: wrong name, wrong namespace or a URL scheme in it (R10, the second of the four).
    WrongName,
    /// CoreDNS has no ready pod, or forwards to itself (R11).
    DnsDown,
    /// CoreDNS is slow or out of memory (R12).
    DnsOverload,
    /// Pods ask another server than the cluster's DNS (R13).
    OtherDnsServer,
    /// The VPC's resolver drops queries over its limit (R14).
    ResolverLimit,
    /// Two DNS queries of one socket race in the connection table (R15).
    ConntrackRace,
    /// A `NetworkPolicy` denies egress to DNS (R16).
    PolicyDeniesDns,
    /// A `NetworkPolicy` denies the call itself.
    PolicyDeniesCall,
    /// The nodes' security group does not admit itself; pods travel in VXLAN (R20, the third of the four).
    NoSelfRule,
    /// The nodes' security group does not admit itself; routes come by BGP (R20).
    NoSelfRuleBgp,
    /// The security group admits TCP and UDP but not IP protocol 4 (R21).
    NoIpInIpRule,
    /// The security group does not admit UDP 4789 (R22).
    NoVxlanRule,
    /// The security group does not admit TCP 179 (R23).
    NoBgpRule,
    /// The security group does not admit TCP 5473 (R24).
    NoTyphaRule,
    /// Pod packets travel unwrapped and the source/destination check drops them (R25).
    SourceDestCheck,
    /// Pod packets travel unwrapped between subnets that have no route for them (R26).
    EncapsulationNever,
    /// Long packets vanish between nodes (R27).
    MtuMismatch,
    /// VXLAN packets of a node itself carry a wrong checksum (R28).
    ChecksumOffload,
    /// Address ranges of pods, Services or the VPC overlap (R29).
    CidrOverlap,
    /// A node has no kube-proxy, or stale rules of it (R30).
    KubeProxyDown,
    /// Rules in two iptables backends (R31).
    IptablesSplit,
    /// kube-proxy's mode wants a newer kernel or nft (R32).
    KubeProxyMode,
    /// A node does not forward packets (R33).
    ForwardingOff,
    /// A node's bridge does not show packets to kube-proxy's rules (R34).
    BridgeFilterOff,
    /// A node drops packets that come by another interface than they would leave by (R35).
    ReversePathFilter,
    /// A firewall of the node's own refuses (R36).
    HostFirewall,
    /// A node's table of connections is full (R37).
    ConntrackFull,
    /// An instance's own limit of connections is reached (R38).
    ConnectionAllowance,
    /// The security group forgets idle connections (R39).
    IdleTimeout,
    /// The security group does not admit the `NodePort` (R40).
    NoNodePortRule,
    /// No public address, no route, or a network ACL says no (R41).
    NoRoute,
    /// Pods get no token from the instance metadata service (R42).
    ImdsHopLimit,
    /// containerd and kubelet disagree about control groups (R43).
    CgroupDriver,
    /// The API server's certificate is past its day (R44).
    CertificateExpired,
    /// A node never joined: its token was too old (R45).
    JoinTokenExpired,
    /// Clocks differ (R46).
    ClockSkew,
    /// The security group does not admit TCP 10250 from the control plane (R47).
    NoKubeletRule,
    /// One backend gets all calls of a long-lived connection (R48).
    PinnedConnection,
    /// Terraform is to create what is there already (R49, the fourth of the four).
    AlreadyExists,
    /// Rules of one security group in two styles overwrite each other (R50).
    RulesFight,
    /// A node is `NotReady`, or will be as soon as the API server has waited long enough for it.
    NodeDown,
    /// Some packets between nodes are lost.
    PacketLoss,
    /// A process ends again and again.
    ProcessCrashes,
    /// A process is killed for want of memory.
    OutOfMemory,
    /// No node takes the pod.
    Unschedulable,
    /// Nodes get no answer of the registry.
    RegistryUnreachable,
    /// A container cannot be made: something that it refers to is missing.
    ContainerNotStarted,
}

/// A row of the table of causes.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// Which one.
    pub id: CauseId,
    /// Its number in the survey of causes: `R01`.
    pub code: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// Where the request dies of it.
    pub hop: Hop,
    /// How often it is met, against the others; only for the order of causes that nothing else orders.
    pub prior: u32,
    /// Why what it shows means this and nothing else, in one sentence without a full stop.
    pub evidence: &'static str,
    /// How it is mended.
    pub fix: FixTemplate,
    /// Where one can read about it.
    pub sources: &'static [&'static str],
    /// What it lets the families see. A family that is neither here nor in `consequences` shows no fault.
    pub expects: Expectations,
    /// What else it may break on its way, shared with other causes.
    pub consequences: &'static [Expectations],
    /// Whether a request passes in spite of it, so that it is reported but not blamed while something else explains
    /// what is seen.
    pub beside: bool,
}

/// What families are expected to see.
pub type Expectations = &'static [(Family, Expected)];

/// A cure with `{keys}` of facts in it.
#[derive(Clone, Copy, Debug)]
pub struct FixTemplate {
    /// What `text` is.
    pub kind: FixKind,
    /// With `{keys}` of facts.
    pub text: &'static str,
    /// One sentence of what it does, without a full stop; also with `{keys}`.
    pub summary: &'static str,
    /// The family of whose answers each has a text of its own; otherwise there is one text for all.
    pub each: Option<Family>,
}

impl Cause {
    /// What it lets a family see.
    pub fn expected(&self, family: Family) -> Expected {
        let own = [self.expects];
        let tables = own.iter().chain(self.consequences);
        let mut rows = tables.flat_map(|table| table.iter());
        rows.find(|(of, _)| *of == family).map_or(Expected::CLEAR, |(_, expected)| *expected)
    }

    /// Whether an answer speaks for this cause, rather than being what it may also break.
    pub fn is_told_by(&self, family: Family, outcome: Outcome) -> bool {
        self.expected(family).is_told_by(outcome)
    }
}

/// The row of a cause.
///
/// # Panics
/// Never: every cause has one.
pub fn cause(id: CauseId) -> &'static Cause {
    CAUSES.iter().find(|cause| cause.id == id).expect("every cause is in the table")
}

#[cfg(test)]
mod tests;
