//! What one probe can come back with.

use serde::{Deserialize, Serialize};

/// One word for what was seen. Each [`Family`](crate::Family) has its own few of these; kinds of failure that need
/// different cures are never one word.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should be.
    Ok,

    // --- the network ---
    /// Silence until the end of the time given.
    Timeout,
    /// At once: RST, or ICMP port unreachable.
    Refused,
    /// An open connection was cut.
    Reset,
    /// At once: ICMP, administratively prohibited, or no route.
    Prohibited,
    /// Of several equal tries some failed.
    Partial,
    /// It came, but late.
    Slow,
    /// Dead after silence, alive once there was traffic the other way.
    Flap,
    /// Short ones pass, long ones vanish.
    LargeLost,
    /// Late by 5 or 10 seconds, when two queries share a socket.
    LateByFiveSeconds,
    /// An open connection that was silent for some minutes is dead.
    IdleCut,
    /// The connection opens and then nothing comes, though the same comes from another node.
    Silent,
    /// Silence at nodes without a ready pod of the Service, an answer at those with one.
    TimeoutWithoutLocalPod,

    // --- answers ---
    /// NXDOMAIN.
    NoSuchName,
    /// SERVFAIL, REFUSED or another rcode that is no answer.
    ServerFailure,
    /// An answer that contradicts what the API server says.
    OtherAnswer,
    /// HTTP 5xx, or a gRPC status that says so.
    ServerError,
    /// TLS: a certificate that has expired, is for another name, or by an issuer nobody here knows.
    Untrusted,
    /// The page came without what the backend would have added.
    Degraded,
    /// gRPC health: not serving.
    NotServing,
    /// All pods answer, one of them nearly all of the calls.
    Pinned,
    /// The answer to an `IMDSv2` token never comes.
    HopLimit,

    // --- images and pods ---
    /// The index has no manifest for the node's platform.
    NoPlatform,
    /// An image without an index, for another processor.
    WrongPlatform,
    /// No such repository or tag.
    ImageMissing,
    /// The registry wants another identity.
    ImageDenied,
    /// Too many pulls.
    RateLimited,
    /// The registry cannot be reached.
    RegistryUnreachable,
    /// The pod or a container of it cannot be made: what it mounts or refers to is missing, or nobody may make it.
    NotStarted,
    /// The process ends again and again.
    Crashing,
    /// Killed for want of memory.
    OutOfMemory,
    /// No node takes the pod.
    Unschedulable,
    /// It runs, and its probe says no; or the node is not Ready.
    NotReady,

    // --- Services ---
    /// The selector matches no pod.
    NoPods,
    /// Endpoints, at a port where nothing listens.
    WrongPort,
    /// `externalTrafficPolicy: Local`, and nodes without a ready pod.
    ExternalLocal,
    /// `internalTrafficPolicy: Local`, and callers on nodes without a ready pod.
    InternalLocal,

    // --- policies ---
    /// A `NetworkPolicy` lets the caller's DNS queries out to nobody.
    DnsDenied,
    /// A `NetworkPolicy` refuses the call itself.
    FlowDenied,

    // --- how the cluster is set up: none of these is a fault by itself ---
    /// Pod packets travel in UDP 4789.
    Vxlan,
    /// Pod packets travel in IP protocol 4.
    IpInIp,
    /// Pod packets travel as they are, everywhere.
    Plain,
    /// As they are within a subnet, wrapped between subnets.
    CrossSubnet,

    // --- the cluster's own parts ---
    /// "BIRD is not ready: BGP not established".
    BgpNotEstablished,
    /// Felix is not ready on nodes without a Typha of their own.
    FelixNotReady,
    /// A node without a kube-proxy pod.
    KubeProxyMissing,
    /// kube-proxy ends again and again: its mode wants a newer kernel or nft.
    KubeProxyCrashing,
    /// No CoreDNS pod is ready.
    NoDnsPods,
    /// CoreDNS: "Loop … detected".
    DnsLoop,
    /// Static pods restart every few minutes.
    StaticPodsRestart,
    /// A pod asks another DNS server than the cluster's.
    OtherDnsServer,
    /// An address range contains another.
    Overlap,
    /// `notAfter` has passed.
    Expired,
    /// `notBefore` is to come.
    NotYetValid,
    /// Clocks differ.
    ClockSkew,
    /// A node that is Ready as far as the API server knows, and of which nobody hears. No probe says so: it follows from
    /// what the probes say.
    Unheard,
    /// Not there: a node that was to join.
    Missing,
    /// An object that is to be created is there.
    Exists,

    // --- rules and attributes of the cloud ---
    /// The nodes' group does not admit itself.
    NoSelfRule,
    /// TCP and UDP are admitted, IP protocol 4 is not.
    NoIpInIpRule,
    /// UDP 4789 is not admitted.
    NoVxlanRule,
    /// TCP 179 is not admitted.
    NoBgpRule,
    /// TCP 5473 is not admitted.
    NoTyphaRule,
    /// TCP 10250 from the control plane is not admitted.
    NoKubeletRule,
    /// The NodePort is not admitted.
    NoNodePortRule,
    /// Rules of one group in two styles that overwrite each other.
    MixedRules,
    /// The source/destination check is on.
    SourceDestCheck,
    /// No route, no public address, or a network ACL says no.
    NoRoute,
    /// An instance type whose security groups forget idle TCP after 350 s.
    ShortIdleTimeout,

    // --- what a node's kernel says ---
    /// `net.ipv4.ip_forward` is 0.
    ForwardingOff,
    /// `net.bridge.bridge-nf-call-iptables` is missing or 0.
    BridgeFilterOff,
    /// Packets dropped by the reverse path filter.
    ReversePathDrops,
    /// Rules in both iptables backends, one of which drops.
    SplitBackends,
    /// A firewall of the host's own refuses.
    HostFirewall,
    /// No rules of kube-proxy.
    NoServiceRules,
    /// The table of connections is full.
    ConntrackFull,
    /// `insert_failed` grows.
    ConntrackRace,
    /// `conntrack_allowance_exceeded` grows.
    ConnectionAllowance,
    /// `linklocal_allowance_exceeded` grows.
    ResolverAllowance,
    /// A device's MTU is larger than what the path carries.
    MtuTooLarge,
    /// Packets of a checksum that was never computed.
    BadChecksum,
    /// containerd and kubelet disagree about control groups.
    CgroupDriver,
}

impl Outcome {
    /// Whether something is wrong where this is seen. How a cluster is set up is never wrong by itself.
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Ok | Self::Vxlan | Self::IpInIp | Self::Plain | Self::CrossSubnet)
    }
}
