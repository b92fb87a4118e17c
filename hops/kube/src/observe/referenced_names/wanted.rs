//! What a wrong value should have been.

use std::cmp::Reverse;

use k8s_openapi::api::core::v1::Service;

use super::names::{Names, is_port, speaks_grpc};
use super::{Mistake, value_of};
use crate::observe::callers::Caller;
use crate::reference::{self, Reference};

/// Names less alike than that are not each other's misspelling.
const ALIKE: f64 = 0.75;
const REVISION: &str = "deployment.kubernetes.io/revision";

/// What the variable was in the last revision of the Deployment in which it was a name that exists.
pub(super) fn former(names: &Names<'_>, caller: &Caller<'_>, reference: &Reference) -> Option<String> {
    let mut revisions: Vec<(u64, &str)> = Vec::new();
    for set in &names.snapshot.replica_sets {
        let owners = set.metadata.owner_references.iter().flatten();
        let is_mine = set.metadata.namespace.as_deref() == Some(caller.namespace)
            && owners.into_iter().any(|owner| owner.kind == caller.kind && owner.name == caller.name);
        let revision = set.metadata.annotations.as_ref().and_then(|all| all.get(REVISION)?.parse().ok());
        let spec = set.spec.as_ref().and_then(|spec| spec.template.as_ref()?.spec.as_ref());
        let (Some(revision), Some(spec), true) = (revision, spec, is_mine) else { continue };
        let container = spec.containers.iter().find(|container| container.name == reference.container);
        let value = container.and_then(|container| value_of(container, &reference.variable));
        let exists = reference::references(spec).iter().any(|known| {
            known.container == reference.container
                && known.variable == reference.variable
                && reference::service(&names.snapshot.services, &known.host, caller.namespace).is_some()
        });
        if let Some(value) = value.filter(|value| exists && !value.contains(&reference.value)) {
            revisions.push((revision, value));
        }
    }
    let (_, value) = revisions.into_iter().max_by_key(|(revision, _)| *revision)?;
    (!value.contains('@')).then(|| value.to_owned())
}

/// The value with the name in it put right.
pub(super) fn corrected(
    names: &Names<'_>,
    caller: &Caller<'_>,
    reference: &Reference,
    mistake: Mistake,
) -> Option<String> {
    if mistake == Mistake::Scheme {
        return Some(without_scheme(reference));
    }
    let service = nearest(names, reference, caller.namespace)?;
    let name = service.metadata.name.as_deref()?;
    let namespace = service.metadata.namespace.as_deref()?;
    let mut host = name.to_owned();
    if namespace != caller.namespace {
        host = format!("{name}.{namespace}");
    }
    let is_url_of_grpc = super::is_url_of_grpc(reference, service, None);
    let value = if is_url_of_grpc { without_scheme(reference) } else { reference.value.clone() };
    let at = value.to_ascii_lowercase().find(&reference.host)?;
    let (before, after) = (value.get(..at)?, value.get(at + reference.host.len()..)?);
    Some(format!("{before}{host}{after}"))
}

/// Host and port alone.
fn without_scheme(reference: &Reference) -> String {
    let host = &reference.host;
    reference.port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
}

/// The Service whose name is most like the one that was written, or like the variable's, and that has the port.
pub(super) fn nearest<'a>(names: &Names<'a>, reference: &Reference, namespace: &str) -> Option<&'a Service> {
    let first = reference.host.split('.').next().unwrap_or_default();
    let stem = stem(&reference.variable);
    let mut best: Option<(f64, Reverse<bool>, &Service)> = None;
    for service in &names.snapshot.services {
        let mut ports = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
        let name = service.metadata.name.as_deref().unwrap_or_default();
        let alike = strsim::jaro_winkler(first, name).max(likeness_of_stem(&stem, name));
        if alike < ALIKE || !ports.any(|port| is_port(port, reference.port)) {
            continue;
        }
        let is_elsewhere = Reverse(service.metadata.namespace.as_deref() != Some(namespace));
        if best.as_ref().is_none_or(|(score, elsewhere, _)| (alike, &is_elsewhere) > (*score, elsewhere)) {
            best = Some((alike, is_elsewhere, service));
        }
    }
    let (_, _, service) = best?;
    Some(headless(names, service, reference.port).unwrap_or(service))
}

/// `RECOMMENDATIONS_HOST` is about `recommendations`.
fn stem(variable: &str) -> String {
    let variable = variable.to_ascii_lowercase().replace('_', "-");
    variable.rsplit_once('-').map_or(String::new(), |(stem, _)| stem.to_owned())
}

/// Less than a name as it was written can reach: a variable says who is meant, not how it is spelled.
fn likeness_of_stem(stem: &str, name: &str) -> f64 {
    if stem.is_empty() { 0.0 } else { 0.95 * strsim::jaro_winkler(stem, name) }
}

/// The same pods without an address in front of them: a client of gRPC then sees all of them.
fn headless<'a>(names: &Names<'a>, service: &Service, port: Option<u16>) -> Option<&'a Service> {
    if !speaks_grpc(service, port) {
        return None;
    }
    let selector = service.spec.as_ref()?.selector.as_ref()?;
    names.snapshot.services.iter().find(|other| {
        let Some(spec) = &other.spec else { return false };
        other.metadata.namespace == service.metadata.namespace
            && spec.cluster_ip.as_deref() == Some("None")
            && spec.selector.as_ref() == Some(selector)
            && spec.ports.iter().flatten().any(|known| is_port(known, port))
    })
}
