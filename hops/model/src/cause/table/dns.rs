//! DNS itself, rather than the way to it.

use super::consequences::{NAMES, PAGE, PODS};
use crate::Outcome::{
    ConntrackRace, Crashing, DnsDenied, DnsLoop, FlowDenied, LateByFiveSeconds, NoDnsPods, NoPods,
    NoSuchName, NotReady, OtherDnsServer, OutOfMemory, Partial, Prohibited, Refused, Reset,
    ResolverAllowance, ServerFailure, Silent, Slow, Timeout,
};
use crate::{Cause, CauseId, Expected, Family, FixKind, FixTemplate, Hop};

pub(super) const DOWN: Cause = Cause {
    id: CauseId::DnsDown,
    code: "R11",
    title: "CoreDNS has no ready pod",
    hop: Hop::Dns,
    prior: 50,
    evidence: "the cluster's DNS address has nobody behind it, whichever node asks",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace kube-system scale deployment/coredns --replicas={replicas}\n\
               # If its log says `Loop … detected`: CoreDNS asks the node's own stub, which asks CoreDNS. In kubelet's configuration\n\
               #   resolvConf: /run/systemd/resolve/resolv.conf",
        summary: "let CoreDNS have pods, or if it found itself in a loop, give kubelet the real resolv.conf",
        each: None,
    },
    sources: &[
        "https://coredns.io/plugins/loop/",
        "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/",
    ],
    expects: &[
        (Family::SystemPods, Expected::shows(&[NoDnsPods, DnsLoop])),
        (Family::DnsConfig, Expected::may_show(&[DnsLoop])),
        (Family::DnsService, Expected::may_show(&[Refused, Timeout, ServerFailure]).and_suffers(&[Partial])),
        (
            Family::DnsServiceTcp,
            Expected::may_show(&[Refused, Timeout, ServerFailure]).and_suffers(&[Partial]),
        ),
        (Family::DnsLocal, Expected::suffers(&[Refused, Timeout, ServerFailure])),
        (Family::DnsRemote, Expected::suffers(&[Refused, Timeout, ServerFailure])),
        (Family::Endpoints, Expected::suffers(&[NotReady, NoPods])),
        (Family::HostService, Expected::suffers(&[Refused, Timeout])),
        (Family::PodState, Expected::suffers(&[NotReady, Crashing])),
    ],
    consequences: &[NAMES, PAGE],
    beside: false,
};

pub(super) const OVERLOAD: Cause = Cause {
    id: CauseId::DnsOverload,
    code: "R12",
    title: "CoreDNS is overloaded",
    hop: Hop::Dns,
    prior: 25,
    evidence: "it is slow on every way, also to callers on its own node, so the network is not what delays it",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace kube-system scale deployment/coredns --replicas=4\n\
               kubectl --namespace kube-system set resources deployment/coredns --limits=memory=340Mi",
        summary: "give CoreDNS more pods and memory; let pods ask less, with NodeLocal DNSCache or `ndots: 1`",
        each: None,
    },
    sources: &[
        "https://github.com/zalando-incubator/kubernetes-on-aws/blob/dev/docs/postmortems/jan-2019-dns-outage.md",
        "https://coredns.io/plugins/forward/",
    ],
    expects: &[
        (Family::DnsService, Expected::shows(&[Slow]).and_suffers(&[Timeout, Partial, ServerFailure])),
        (Family::DnsLocal, Expected::shows(&[Slow]).and_suffers(&[Timeout, Partial, ServerFailure])),
        (Family::DnsRemote, Expected::may_show(&[Slow]).and_suffers(&[Timeout, Partial, ServerFailure])),
        (Family::SystemPods, Expected::may_show(&[OutOfMemory])),
    ],
    consequences: &[NAMES, PAGE, PODS],
    beside: false,
};

pub(super) const OTHER_SERVER: Cause = Cause {
    id: CauseId::OtherDnsServer,
    code: "R13",
    title: "pods ask another server than the cluster's DNS",
    hop: Hop::Dns,
    prior: 25,
    evidence: "the server that pods are given is not the address of the cluster's DNS, and knows none of its names",
    fix: FixTemplate {
        kind: FixKind::Yaml,
        text: "# In the pod template of {pod} (with hostNetwork: ClusterFirstWithHostNet):\n\
               dnsPolicy: ClusterFirst\n\
               # If it is every pod of {node}: in kubelet's configuration there\n\
               #   clusterDNS: [{wanted}]",
        summary: "let pods ask {wanted} instead of {server}",
        each: None,
    },
    sources: &[
        "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
        "SREGym wrong_dns_policy",
    ],
    expects: &[
        (Family::DnsConfig, Expected::shows(&[OtherDnsServer])),
        (
            Family::DnsNames,
            Expected::may_show(&[OtherDnsServer]).and_suffers(&[NoSuchName, Timeout, ServerFailure]),
        ),
    ],
    consequences: &[PAGE, PODS],
    beside: false,
};

pub(super) const RESOLVER_LIMIT: Cause = Cause {
    id: CauseId::ResolverLimit,
    code: "R14",
    title: "the VPC's resolver drops queries over its limit",
    hop: Hop::Dns,
    prior: 10,
    evidence: "only names outside the cluster fail, and the network card counts packets over what the resolver takes from it",
    fix: FixTemplate {
        kind: FixKind::Yaml,
        text: "# In the Corefile (ConfigMap kube-system/coredns), for longer than the 30 s of kubeadm:\n\
               cache 300\n\
               # And one CoreDNS pod per node at most, of Deployment kube-system/coredns:\n\
               # topologySpreadConstraints: [{topologyKey: kubernetes.io/hostname, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]",
        summary: "ask the VPC's resolver less often, and from more nodes than {node}: 1024 packets a second is what each network card may send it",
        each: None,
    },
    sources: &["https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html"],
    expects: &[
        (Family::Ena, Expected::shows(&[ResolverAllowance])),
        (Family::DnsExternal, Expected::suffers(&[Timeout, Slow, ServerFailure])),
        (Family::DnsPaired, Expected::suffers(&[Timeout, Partial, LateByFiveSeconds])),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const RACE: Cause = Cause {
    id: CauseId::ConntrackRace,
    code: "R15",
    title: "two DNS queries of one socket race in the connection table",
    hop: Hop::Dns,
    prior: 15,
    evidence: "single queries are quick, pairs are late by the resolver's 5 seconds, and the kernel counts insertions that failed",
    fix: FixTemplate {
        kind: FixKind::Yaml,
        text: "# In the pod template, until NodeLocal DNSCache runs on {node}:\n\
               dnsConfig:\n  options:\n    - name: single-request-reopen",
        summary: "let each query have a socket of its own; NodeLocal DNSCache or a newer kernel ends it for all pods",
        each: None,
    },
    sources: &["kubernetes/kubernetes#56903", "kubernetes/kubernetes#62628", "kubernetes/kubernetes#45976"],
    expects: &[
        (Family::DnsPaired, Expected::shows(&[LateByFiveSeconds]).and_suffers(&[Partial, Timeout])),
        (Family::Conntrack, Expected::may_show(&[ConntrackRace])),
        (Family::DnsService, Expected::suffers(&[Slow, Partial])),
        (Family::DnsExternal, Expected::suffers(&[Slow, Timeout])),
        (Family::DnsNames, Expected::suffers(&[Partial])),
    ],
    consequences: &[PAGE],
    beside: false,
};

pub(super) const POLICY_DENIES_DNS: Cause = Cause {
    id: CauseId::PolicyDeniesDns,
    code: "R16",
    title: "a NetworkPolicy denies pods their DNS queries",
    hop: Hop::Dns,
    prior: 40,
    evidence: "a policy selects the pods for egress, and none lets port 53 of CoreDNS through; pods that no policy selects are answered",
    fix: FixTemplate {
        kind: FixKind::Yaml,
        text: "---\n\
               apiVersion: networking.k8s.io/v1\n\
               kind: NetworkPolicy\n\
               metadata:\n  name: {policy}-allows-dns\n  namespace: {namespace}\n\
               spec:\n  podSelector: {pod_selector}\n  policyTypes: [{direction}]\n  {direction|rules}:\n    \
               - {direction|peers}: [{peer}]\n      \
               ports: [{ protocol: UDP, port: {port} }, { protocol: TCP, port: {port} }]",
        summary: "let the pods of {namespace} ask CoreDNS, which {policy} forbids",
        each: Some(Family::NetworkPolicy),
    },
    sources: &["kubernetes/website#38267", "kubernetes/website#54997", "kubernetes/website#55115"],
    expects: &[(Family::NetworkPolicy, Expected::shows(&[DnsDenied]))],
    consequences: &[PAGE, PODS],
    beside: false,
};

pub(super) const POLICY_DENIES_CALL: Cause = Cause {
    id: CauseId::PolicyDeniesCall,
    code: "R17",
    title: "a NetworkPolicy denies the call",
    hop: Hop::ClusterIp,
    prior: 35,
    evidence: "a policy selects the pods that are called, or those that call, and none lets this port through",
    fix: FixTemplate {
        kind: FixKind::Yaml,
        text: "---\n\
               apiVersion: networking.k8s.io/v1\n\
               kind: NetworkPolicy\n\
               metadata:\n  name: {policy}-allows-{port}\n  namespace: {namespace}\n\
               spec:\n  podSelector: {pod_selector}\n  policyTypes: [{direction}]\n  {direction|rules}:\n    \
               - {direction|peers}: [{peer}]\n      \
               ports: [{ protocol: {protocol}, port: {port} }]",
        summary: "let {from} call port {port} of {to}, which {policy} forbids",
        each: Some(Family::NetworkPolicy),
    },
    sources: &["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
    expects: &[
        (Family::NetworkPolicy, Expected::shows(&[FlowDenied])),
        (Family::NodePort, Expected::suffers(&[Timeout, Refused, Partial, Silent])),
        (Family::Service, Expected::suffers(&[Timeout, Refused, Reset, Prohibited, Partial])),
        (Family::Endpoint, Expected::suffers(&[Timeout, Refused, Reset, Prohibited, Partial])),
    ],
    consequences: &[PAGE, PODS],
    beside: false,
};
