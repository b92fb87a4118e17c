//! Do the names that the pods are told to call exist?
//!
//! Only names that can be nothing but the cluster's own are called wrong. Of all others, such as `api.example.com`,
//! nothing is said: what the world outside has is not in the API.

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::{Container, Pod};

use super::callers::{Caller, callers};
use crate::reference::{self, Reference};
use crate::{Kind, Snapshot, Target};

mod names;
#[cfg(test)]
mod tests;
mod wanted;

use names::{Existence, Names};

const NEEDED: &[Kind] = &[Kind::Pods, Kind::Services, Kind::Namespaces];

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Mistake {
    /// No Service is called like that.
    WrongName,
    /// One is, in another namespace.
    WrongNamespace,
    /// A URL where a gRPC target belongs.
    Scheme,
}

impl Mistake {
    fn name(self) -> &'static str {
        match self {
            Self::WrongName => "wrong-name",
            Self::WrongNamespace => "wrong-namespace",
            Self::Scheme => "scheme",
        }
    }
}

/// One observation for each value of each variable of each workload on the way.
pub fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    if !snapshot.has(NEEDED) {
        return Vec::new();
    }
    let names = Names::new(snapshot);
    let mut seen: Vec<Observation> = Vec::new();
    for caller in callers(snapshot, target) {
        for pod in &caller.pods {
            let Some(spec) = &pod.spec else { continue };
            for reference in reference::references(spec) {
                let subject = subject(&caller, &reference);
                if seen.iter().all(|known| known.subject != subject) {
                    seen.extend(judge(&names, &caller, pod, &reference, subject));
                }
            }
        }
    }
    seen
}

fn subject(caller: &Caller<'_>, reference: &Reference) -> String {
    let Reference { container, variable, value, .. } = reference;
    let container = if container == caller.name { String::new() } else { format!(" ({container})") };
    format!("{}{container} {variable}={value}", caller.full_name())
}

/// Nothing for a name of which nothing is known.
fn judge(
    names: &Names<'_>,
    caller: &Caller<'_>,
    pod: &Pod,
    reference: &Reference,
    subject: String,
) -> Option<Observation> {
    let former = wanted::former(names, caller, reference);
    let (mistake, why) = match names.existence(reference, caller.namespace, pod) {
        Existence::Unknown => return None,
        Existence::Service(service) if is_url_of_grpc(reference, service, former.as_deref()) => {
            let scheme = reference.scheme.as_deref().unwrap_or_default();
            (Mistake::Scheme, format!("begins with `{scheme}://`, which no gRPC target does"))
        }
        Existence::Service(_) | Existence::Other => {
            let seen = format!("{} of {} exists", quoted(reference), caller.full_name());
            return Some(Observation::new(Family::ReferencedNames, subject, Outcome::Ok, seen));
        }
        Existence::Missing { elsewhere } => {
            let mistake = if elsewhere { Mistake::WrongNamespace } else { Mistake::WrongName };
            (mistake, format!("is no name that namespace `{}` can resolve", caller.namespace))
        }
    };
    let seen = format!("{} of {} {why}", quoted(reference), caller.full_name());
    let observation = Observation::new(Family::ReferencedNames, subject, Outcome::NoSuchName, seen)
        .fact("namespace", caller.namespace)
        .fact("workload", caller.workload.clone())
        .fact("container", reference.container.clone())
        .fact("variable", reference.variable.clone())
        .fact("value", reference.value.clone())
        .fact("mistake", mistake.name());
    let corrected = former.or_else(|| {
        let corrected = wanted::corrected(names, caller, reference, mistake)?;
        within(pod, reference, &corrected)
    });
    Some(match corrected {
        Some(value) => observation.fact("wanted", value),
        None => observation,
    })
}

fn quoted(reference: &Reference) -> String {
    format!("`{}={}`", reference.variable, reference.value)
}

/// A URL, where a variable is called a host and what listens speaks gRPC; or where there was none before.
fn is_url_of_grpc(
    reference: &Reference,
    service: &k8s_openapi::api::core::v1::Service,
    former: Option<&str>,
) -> bool {
    let is_url = matches!(reference.scheme.as_deref(), Some("http" | "https" | "grpc" | "grpcs" | "tcp"));
    let ends = ["HOST", "ADDR", "ADDRESS", "TARGET"];
    let is_host = ends.iter().any(|end| reference.variable.to_ascii_uppercase().ends_with(end));
    let was_bare = former.is_some_and(|former| !former.contains("://") && former.contains(&reference.host));
    is_url && (was_bare || is_host && names::speaks_grpc(service, reference.port))
}

/// The whole value of the variable, with one name in it corrected; nothing if it holds what is not to be shown.
fn within(pod: &Pod, reference: &Reference, corrected: &str) -> Option<String> {
    let spec = pod.spec.as_ref()?;
    let mut containers = spec.containers.iter().chain(spec.init_containers.iter().flatten());
    let container = containers.find(|container| container.name == reference.container)?;
    let whole = value_of(container, &reference.variable)?;
    (whole.contains(&reference.value) && !whole.contains('@'))
        .then(|| whole.replacen(&reference.value, corrected, 1))
}

fn value_of<'a>(container: &'a Container, variable: &str) -> Option<&'a str> {
    let mut variables = container.env.iter().flatten();
    variables.find(|known| known.name == variable)?.value.as_deref()
}
