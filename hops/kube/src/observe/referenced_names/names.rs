//! Which names the cluster's DNS server has an answer for.

use k8s_openapi::api::core::v1::{Pod, PodSpec, Service, ServicePort};

use crate::observe::cluster_dns;
use crate::reference::Reference;
use crate::{Kind, Snapshot};

/// What is known of a name.
#[derive(Debug)]
pub(super) enum Existence<'a> {
    /// It is a Service's.
    Service(&'a Service),
    /// It exists, and is no Service's.
    Other,
    /// It can be nothing but the cluster's, and is not there.
    Missing {
        /// Whether a Service of another namespace is called like that.
        elsewhere: bool,
    },
    /// It may be anybody's.
    Unknown,
}

/// The names of a cluster.
pub(super) struct Names<'a> {
    pub(super) snapshot: &'a Snapshot,
    domain: String,
    corefile: &'a str,
}

/// Last labels of names in the world outside that nobody takes for a namespace. Two letters are a country.
const WORLD: &[&str] =
    &["ai", "app", "biz", "cloud", "com", "dev", "edu", "gov", "info", "int", "mil", "net", "org"];
/// Endings of variables that hold a name to call and nothing else.
const CALLED: &[&str] = &[
    "ADDR",
    "ADDRESS",
    "ADDRESSES",
    "BACKEND",
    "BROKER",
    "BROKERS",
    "DSN",
    "ENDPOINT",
    "ENDPOINTS",
    "HOST",
    "HOSTS",
    "PEER",
    "PEERS",
    "SERVER",
    "SERVERS",
    "SERVICE",
    "TARGET",
    "UPSTREAM",
    "URI",
    "URL",
];

impl<'a> Names<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let domain = cluster_dns::domain(snapshot);
        let corefile = cluster_dns::corefile(snapshot).unwrap_or_default();
        Self { snapshot, domain, corefile }
    }

    /// What a pod of `namespace` finds under the name.
    pub(super) fn existence(&self, reference: &Reference, namespace: &str, pod: &Pod) -> Existence<'a> {
        for name in self.tried(&reference.host, namespace) {
            match self.lookup(&name) {
                Existence::Missing { .. } | Existence::Unknown => {}
                found => return found,
            }
        }
        let Some(spec) = &pod.spec else { return Existence::Unknown };
        if self.is_answered_otherwise(&reference.host, spec) || !self.is_the_clusters(reference, namespace) {
            return Existence::Unknown;
        }
        let first = reference.host.split('.').next().unwrap_or_default();
        Existence::Missing { elsewhere: !is_reserved(&reference.host) && self.is_a_service(first) }
    }

    /// The names that a resolver tries, in its order.
    fn tried(&self, host: &str, namespace: &str) -> Vec<String> {
        if let Some(whole) = host.strip_suffix('.') {
            return vec![whole.to_owned()];
        }
        let domain = &self.domain;
        let searched = [format!("{namespace}.svc.{domain}"), format!("svc.{domain}"), domain.clone()];
        let searched = searched.iter().map(|end| format!("{host}.{end}"));
        searched.chain([host.to_owned()]).collect()
    }

    /// A whole name.
    fn lookup(&self, name: &str) -> Existence<'a> {
        let inside = name.strip_suffix(self.domain.as_str()).and_then(|rest| rest.strip_suffix('.'));
        let Some(inside) = inside else { return Existence::Unknown };
        let labels: Vec<&str> = inside.split('.').collect();
        let service = match labels.as_slice() {
            // A port has two labels more: `_grpc._tcp`.
            [service, namespace, "svc"] | [_, _, service, namespace, "svc"] => {
                self.snapshot.service(namespace, service)
            }
            [pod, service, namespace, "svc"] => {
                let service = self.snapshot.service(namespace, service);
                service.filter(|service| self.may_have_pod(service, pod))
            }
            [_, _, "pod"] => return Existence::Other,
            _ => None,
        };
        service.map_or(Existence::Missing { elsewhere: false }, Existence::Service)
    }

    /// Whether a Service's pod may have a name of its own: an address with dashes, or the pod's hostname, which pods of
    /// a Deployment do not have. Where some have one, another may be about to start.
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pods>
    fn may_have_pod(&self, service: &Service, name: &str) -> bool {
        let mut groups = name.split('-');
        let is_address = groups.clone().count() >= 4
            && groups.all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
        is_address
            || !self.snapshot.has(&[Kind::EndpointSlices])
            || self.snapshot.pods_of(service).count() == 0
            || self.snapshot.pods_of(service).any(|pod| {
                pod.spec.as_ref().is_some_and(|spec| spec.hostname.is_some() && spec.subdomain.is_some())
            })
            || self
                .snapshot
                .slices_of(service)
                .flat_map(|slice| slice.endpoints.iter().flatten())
                .any(|endpoint| endpoint.hostname.is_some())
    }

    /// By the pod itself, by a domain that only it searches, or by what the Corefile says of the name.
    fn is_answered_otherwise(&self, host: &str, spec: &PodSpec) -> bool {
        let mut aliases =
            spec.host_aliases.iter().flatten().flat_map(|alias| alias.hostnames.iter().flatten());
        let policy = spec.dns_policy.as_deref().unwrap_or("ClusterFirst");
        let searches = spec.dns_config.as_ref().and_then(|config| config.searches.as_ref());
        aliases.any(|alias| alias == host)
            || !policy.starts_with("ClusterFirst")
            || policy == "ClusterFirst" && spec.host_network == Some(true)
            || searches.is_some_and(|searches| !searches.is_empty())
            || mentions(self.corefile, host)
    }

    /// Whether the name can be meant for nothing outside of the cluster.
    fn is_the_clusters(&self, reference: &Reference, namespace: &str) -> bool {
        let host = reference.host.trim_end_matches('.');
        let labels: Vec<&str> = host.split('.').collect();
        let is_near = || super::wanted::nearest(self, reference, namespace).is_some();
        if is_reserved(host) || host.ends_with(&format!(".{}", self.domain)) || labels.contains(&"svc") {
            return true;
        }
        match labels.as_slice() {
            [_] if reference.variable.to_ascii_uppercase().contains("IMAGE") => false,
            [_] => says_so(reference) || is_near(),
            [_, "local"] | [_, _, "local"] => is_near(),
            [name, last] => {
                let is_world = WORLD.contains(last) || last.len() == 2;
                // A name of a pod ends with its Service's.
                let is_service = self.snapshot.service(namespace, last).is_some();
                let is_namespace = self.is_a_namespace(last) || self.is_a_service(name);
                is_service || is_namespace && (!is_world || self.is_a_namespace(last) && is_near())
            }
            _ => false,
        }
    }

    fn is_a_service(&self, name: &str) -> bool {
        self.snapshot.services.iter().any(|service| service.metadata.name.as_deref() == Some(name))
    }

    fn is_a_namespace(&self, name: &str) -> bool {
        self.snapshot.namespaces.iter().any(|namespace| namespace.metadata.name.as_deref() == Some(name))
    }
}

/// RFC 6761: below `invalid` nothing exists.
fn is_reserved(host: &str) -> bool {
    host == "invalid" || host.trim_end_matches('.').ends_with(".invalid")
}

/// Whether a value of one label is surely a name to call: by its variable, and by a port or a scheme.
fn says_so(reference: &Reference) -> bool {
    let variable = reference.variable.to_ascii_uppercase();
    (reference.port.is_some() || reference.scheme.is_some())
        && CALLED.iter().any(|end| variable.ends_with(end))
}

fn mentions(corefile: &str, host: &str) -> bool {
    corefile.split_whitespace().any(|word| word.trim_end_matches('.') == host.trim_end_matches('.'))
}

/// Whether what listens at a port of a Service says that it speaks gRPC.
pub(super) fn speaks_grpc(service: &Service, port: Option<u16>) -> bool {
    let says = |text: &str| text == "kubernetes.io/h2c" || text.starts_with("grpc");
    let ports = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
    let mut meant = ports.filter(|known| is_port(known, port));
    meant.any(|port| port.app_protocol.as_deref().is_some_and(says) || port.name.as_deref().is_some_and(says))
}

/// Whether a port of a Service is the one that is meant; any is where none was given.
pub(super) fn is_port(known: &ServicePort, wanted: Option<u16>) -> bool {
    wanted.is_none_or(|wanted| known.port == i32::from(wanted))
}
