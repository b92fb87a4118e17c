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

/// What looking for a plan's objects needs, as a `ClusterRole`.
pub const PLANNER_YAML: &str = include_str!("../rbac/planner.yaml");

/// What installing and removing the agent needs besides.
pub const INSTALLER_YAML: &str = include_str!("../rbac/installer.yaml");

/// What reading needs: `rbac/reader.yaml`. `ConfigMaps` are read by name: those that tell how the cluster was set up.
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

/// What is asked of the kinds that Terraform's plans create: `rbac/planner.yaml`. Others that a plan names are read with
/// whatever rights the caller has: see [`crate::Cluster::get`].
pub const PLANNED: &[Request] = &[
    request("", "configmaps", "get"),
    request("", "limitranges", "get"),
    request("", "namespaces", "get"),
    request("", "persistentvolumeclaims", "get"),
    request("", "resourcequotas", "get"),
    request("", "serviceaccounts", "get"),
    request("", "services", "get"),
    request("apiextensions.k8s.io", "customresourcedefinitions", "get"),
    request("apiregistration.k8s.io", "apiservices", "get"),
    request("apps", "daemonsets", "get"),
    request("apps", "deployments", "get"),
    request("apps", "statefulsets", "get"),
    request("autoscaling", "horizontalpodautoscalers", "get"),
    request("batch", "cronjobs", "get"),
    request("batch", "jobs", "get"),
    request("gateway.networking.k8s.io", "gatewayclasses", "get"),
    request("gateway.networking.k8s.io", "gateways", "get"),
    request("gateway.networking.k8s.io", "httproutes", "get"),
    request("networking.k8s.io", "ingresses", "get"),
    request("networking.k8s.io", "networkpolicies", "get"),
    request("policy", "poddisruptionbudgets", "get"),
    request("rbac.authorization.k8s.io", "clusterrolebindings", "get"),
    request("rbac.authorization.k8s.io", "clusterroles", "get"),
    request("rbac.authorization.k8s.io", "rolebindings", "get"),
    request("rbac.authorization.k8s.io", "roles", "get"),
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

/// Whether it is among what is read or written by a name of its own.
pub(crate) fn is_known(group: &str, resource: &str, verb: &str) -> bool {
    [READS, WRITES].iter().any(|table| is_in(table, group, resource, verb))
}

/// Whether the planner may look for one of these.
pub(crate) fn is_planned(group: &str, resource: &str) -> bool {
    is_in(PLANNED, group, resource, "get")
}

fn is_in(table: &[Request], group: &str, resource: &str, verb: &str) -> bool {
    table.iter().any(|known| known.group == group && known.resource == resource && known.verb == verb)
}

#[cfg(test)]
mod tests;
