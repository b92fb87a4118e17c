//! The pods on the way of a request, by the workload that made them.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Pod;

use crate::snapshot::{full_name, is_current};
use crate::{Snapshot, Target};

/// Pods of one workload that serve one Service.
pub(super) struct Caller<'a> {
    /// Of all of it.
    pub(super) namespace: &'a str,
    /// As kubectl takes it: `deployment/marketplace`.
    pub(super) workload: String,
    /// The workload's kind, as in `ownerReferences`; `Pod` for one that nothing made.
    pub(super) kind: &'a str,
    /// The workload's name.
    pub(super) name: &'a str,
    /// Its pods that have neither ended nor are about to.
    pub(super) pods: Vec<&'a Pod>,
    /// Whether these take the visitor's request, rather than a call of those who do.
    pub(super) role: Role,
}

/// Where on the way a pod stands.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Role {
    /// It takes the visitor's request.
    Front,
    /// It takes the calls of the front.
    Backend,
}

impl Caller<'_> {
    /// `namespace/name`, for people.
    pub(super) fn full_name(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

/// Everybody on the way, the front first.
pub(super) fn callers<'a>(snapshot: &'a Snapshot, target: &Target) -> Vec<Caller<'a>> {
    let front = snapshot.pods.iter().filter(|pod| {
        pod.metadata.namespace.as_deref() == Some(&target.namespace)
            && pod.metadata.name.as_ref().is_some_and(|name| target.front_pods.contains(name))
            && is_current(pod)
    });
    let services = target.backends.iter().filter_map(|of| snapshot.service(&of.namespace, &of.service));
    let behind = services.flat_map(|service| snapshot.pods_of(service));
    let mut found: BTreeMap<(Role, &str, &str, &str), Vec<&Pod>> = BTreeMap::new();
    let front = front.map(|pod| (Role::Front, pod));
    for (role, pod) in front.chain(behind.map(|pod| (Role::Backend, pod))) {
        let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
        let (kind, name) = match snapshot.owner(pod) {
            Some(owner) => (owner.kind, owner.name),
            None => ("Pod", pod.metadata.name.as_deref().unwrap_or_default()),
        };
        let pods = found.entry((role, namespace, kind, name)).or_default();
        if !pods.iter().any(|known| full_name(&known.metadata) == full_name(&pod.metadata)) {
            pods.push(pod);
        }
    }
    let caller = |((role, namespace, kind, name), pods)| Caller {
        namespace,
        workload: format!("{}/{name}", str::to_ascii_lowercase(kind)),
        kind,
        name,
        pods,
        role,
    };
    found.into_iter().map(caller).collect()
}
