//! Every request that is ever sent, and so every right that is needed.
//!
//! `/version`, `/api` and `/apis/…`, which tell what the server has, are open to whoever may log in.

/// One verb on one resource.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Request {
    /// As RBAC writes it: empty for the core group.
    pub group: &'static str,
    /// The plural, with its subresource.
    pub resource: &'static str,
    /// As RBAC writes it.
    pub verb: &'static str,
}

/// What reading needs, as a `ClusterRole`.
pub const READER_YAML: &str = include_str!("../rbac/reader.yaml");

/// What installing and removing the agent needs besides.
pub const INSTALLER_YAML: &str = include_str!("../rbac/installer.yaml");

/// What reading needs: `rbac/reader.yaml`. Single objects that a Terraform plan names are read besides, with whatever
/// rights the caller has: see [`crate::Cluster::get`].
pub const READS: &[Request] = &[
    request("", "configmaps", "get"),
    request("", "events", "list"),
    request("", "namespaces", "list"),
    request("", "nodes", "list"),
    request("", "pods", "list"),
    request("", "pods/log", "get"),
    request("", "services", "list"),
    request("apps", "daemonsets", "list"),
    request("apps", "deployments", "list"),
    request("apps", "replicasets", "list"),
    request("apps", "statefulsets", "list"),
    request("crd.projectcalico.org", "ippools", "list"),
    request("discovery.k8s.io", "endpointslices", "list"),
    request("networking.k8s.io", "networkpolicies", "list"),
];

/// What installing and removing the agent needs besides: `rbac/installer.yaml`. Server-side apply is a `patch`, and a
/// `create` where there is nothing yet.
pub const WRITES: &[Request] = &[
    request("", "configmaps", "create"),
    request("", "configmaps", "delete"),
    request("", "configmaps", "patch"),
    request("", "namespaces", "create"),
    request("", "namespaces", "delete"),
    request("", "namespaces", "patch"),
    request("", "pods", "patch"),
    request("apps", "daemonsets", "create"),
    request("apps", "daemonsets", "delete"),
    request("apps", "daemonsets", "patch"),
];

const fn request(group: &'static str, resource: &'static str, verb: &'static str) -> Request {
    Request { group, resource, verb }
}

/// Whether it is in one of the tables.
pub(crate) fn is_known(group: &str, resource: &str, verb: &str) -> bool {
    READS
        .iter()
        .chain(WRITES)
        .any(|known| known.group == group && known.resource == resource && known.verb == verb)
}

#[cfg(test)]
mod tests;
