//! The Service that a visitor's request meets first.

use k8s_openapi::api::core::v1::{Service, ServicePort};

use super::{TargetError, Wanted, names, node_port, url};
use crate::{Kind, Snapshot};

/// A Service and the port of it that is meant.
pub(super) struct Choice<'a> {
    pub(super) service: &'a Service,
    pub(super) port: Option<&'a ServicePort>,
}

/// Of the cluster itself, and of whoever stands before every service alike.
const NOT_A_VISITORS: &[&str] = &["kube-system", "ingress", "ingress-nginx", "traefik", "ninehops"];

/// The shop's own name, for a cluster with several.
const SHOP: (&str, &str) = ("marketplace", "marketplace");

/// The one that was named; else the one to which the URL leads; else the only one open to the outside; else the shop's.
pub(super) fn choose<'a>(snapshot: &'a Snapshot, wanted: &Wanted) -> Result<Choice<'a>, TargetError> {
    if !snapshot.has(&[Kind::Services]) {
        return Err(TargetError::Unseen { reason: reason(snapshot) });
    }
    let address = wanted.url.as_deref().and_then(url::address);
    let service = match &wanted.service {
        Some(name) => named(snapshot, name, wanted.namespace.as_deref())?,
        None => match address.as_ref().and_then(|address| by_address(snapshot, address)) {
            Some(service) => service,
            None => only_open(snapshot, wanted.namespace.as_deref())?,
        },
    };
    let meant = address.and_then(|address| ports(service).find(|port| leads_to(service, port, &address)));
    let usual = ports(service).find(|port| port.name.as_deref() == Some("http"));
    Ok(Choice { service, port: meant.or(usual).or_else(|| ports(service).next()) })
}

fn reason(snapshot: &Snapshot) -> String {
    let about = snapshot.unseen.iter().find(|unseen| unseen.reason.contains("services"));
    about.map_or_else(|| "no answer".to_owned(), |unseen| unseen.reason.clone())
}

fn named<'a>(
    snapshot: &'a Snapshot,
    wanted: &str,
    namespace: Option<&str>,
) -> Result<&'a Service, TargetError> {
    let (namespace, name) = match wanted.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (namespace, wanted),
    };
    let mut found = snapshot.services.iter().filter(|service| {
        service.metadata.name.as_deref() == Some(name)
            && namespace.is_none_or(|namespace| service.metadata.namespace.as_deref() == Some(namespace))
    });
    match (found.next(), found.next()) {
        (Some(service), None) => Ok(service),
        (None, _) => Err(TargetError::Missing {
            wanted: namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}")),
            candidates: names(open(snapshot, namespace)),
        }),
        (Some(first), Some(second)) => {
            Err(TargetError::Unclear { candidates: names([first, second].into_iter().chain(found)) })
        }
    }
}

fn by_address<'a>(snapshot: &'a Snapshot, address: &url::Address) -> Option<&'a Service> {
    let by_node_port = |service: &&Service| ports(service).any(|port| node_port(port) == Some(address.port));
    let by_own = |service: &&Service| ports(service).any(|port| leads_to(service, port, address));
    let services = &snapshot.services;
    services.iter().find(by_own).or_else(|| services.iter().find(by_node_port))
}

/// Whether an address is this port of a Service: at a node, a load balancer, an external or a cluster address.
fn leads_to(service: &Service, port: &ServicePort, address: &url::Address) -> bool {
    if node_port(port) == Some(address.port) {
        return true;
    }
    if i32::from(address.port) != port.port {
        return false;
    }
    let spec = service.spec.iter();
    let mut own = spec.flat_map(|spec| spec.external_ips.iter().flatten().chain(spec.cluster_ip.iter()));
    let balancers = service.status.iter().flat_map(|status| status.load_balancer.iter());
    let mut entries = balancers.flat_map(|balancer| balancer.ingress.iter().flatten());
    own.any(|ip| *ip == address.host)
        || entries.any(|entry| {
            entry.ip.as_ref() == Some(&address.host) || entry.hostname.as_ref() == Some(&address.host)
        })
}

fn only_open<'a>(snapshot: &'a Snapshot, namespace: Option<&str>) -> Result<&'a Service, TargetError> {
    let open: Vec<&Service> = open(snapshot, namespace).collect();
    if let [only] = open.as_slice() {
        return Ok(only);
    }
    let (shop_namespace, shop) = SHOP;
    let shop = snapshot.service(namespace.unwrap_or(shop_namespace), shop);
    shop.ok_or_else(|| TargetError::Unclear {
        candidates: if open.is_empty() { names(visitors(snapshot, namespace)) } else { names(open) },
    })
}

fn open<'a>(snapshot: &'a Snapshot, namespace: Option<&str>) -> impl Iterator<Item = &'a Service> {
    visitors(snapshot, namespace).filter(|service| {
        let kind = service.spec.as_ref().and_then(|spec| spec.type_.as_deref());
        matches!(kind, Some("NodePort" | "LoadBalancer"))
    })
}

fn visitors<'a>(snapshot: &'a Snapshot, namespace: Option<&str>) -> impl Iterator<Item = &'a Service> {
    snapshot.services.iter().filter(move |service| {
        let own = service.metadata.namespace.as_deref().unwrap_or_default();
        match namespace {
            Some(namespace) => own == namespace,
            None => !NOT_A_VISITORS.contains(&own),
        }
    })
}

fn ports(service: &Service) -> impl Iterator<Item = &ServicePort> {
    service.spec.iter().flat_map(|spec| spec.ports.iter().flatten())
}
