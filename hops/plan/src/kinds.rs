//! Which Kubernetes kind a resource type of the provider `hashicorp/kubernetes` stands for.

use crate::{Change, Known, Mode, Object};

use Scope::{Cluster, Namespaced};

/// Whether objects of a kind are in namespaces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scope {
    Cluster,
    Namespaced,
}

struct Row {
    /// Without `kubernetes_`, and each without its version too where the provider has that older name.
    names: &'static [&'static str],
    api_version: &'static str,
    kind: &'static str,
    scope: Scope,
}

const fn row(
    names: &'static [&'static str],
    api_version: &'static str,
    kind: &'static str,
    scope: Scope,
) -> Row {
    Row { names, api_version, kind, scope }
}

/// The types of providers 2.x and 3.x that create one object each. Those that change an object of somebody else
/// (`kubernetes_labels`, `kubernetes_config_map_v1_data`, …) are not among them.
const ROWS: &[Row] = &[
    row(&["api_service", "api_service_v1"], "apiregistration.k8s.io/v1", "APIService", Cluster),
    row(
        &["certificate_signing_request", "certificate_signing_request_v1"],
        "certificates.k8s.io/v1",
        "CertificateSigningRequest",
        Cluster,
    ),
    row(&["cluster_role", "cluster_role_v1"], "rbac.authorization.k8s.io/v1", "ClusterRole", Cluster),
    row(
        &["cluster_role_binding", "cluster_role_binding_v1"],
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        Cluster,
    ),
    row(&["config_map", "config_map_v1"], "v1", "ConfigMap", Namespaced),
    row(&["cron_job", "cron_job_v1"], "batch/v1", "CronJob", Namespaced),
    row(&["csi_driver", "csi_driver_v1"], "storage.k8s.io/v1", "CSIDriver", Cluster),
    row(&["daemonset", "daemon_set_v1"], "apps/v1", "DaemonSet", Namespaced),
    row(&["deployment", "deployment_v1"], "apps/v1", "Deployment", Namespaced),
    row(&["endpoint_slice_v1"], "discovery.k8s.io/v1", "EndpointSlice", Namespaced),
    row(&["endpoints", "endpoints_v1"], "v1", "Endpoints", Namespaced),
    row(
        &["horizontal_pod_autoscaler", "horizontal_pod_autoscaler_v1"],
        "autoscaling/v1",
        "HorizontalPodAutoscaler",
        Namespaced,
    ),
    row(
        &["horizontal_pod_autoscaler_v2", "horizontal_pod_autoscaler_v2beta2"],
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        Namespaced,
    ),
    row(&["ingress", "ingress_v1"], "networking.k8s.io/v1", "Ingress", Namespaced),
    row(&["ingress_class", "ingress_class_v1"], "networking.k8s.io/v1", "IngressClass", Cluster),
    row(&["job", "job_v1"], "batch/v1", "Job", Namespaced),
    row(&["limit_range", "limit_range_v1"], "v1", "LimitRange", Namespaced),
    row(
        &["mutating_webhook_configuration", "mutating_webhook_configuration_v1"],
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
        Cluster,
    ),
    row(&["namespace", "namespace_v1"], "v1", "Namespace", Cluster),
    row(&["network_policy", "network_policy_v1"], "networking.k8s.io/v1", "NetworkPolicy", Namespaced),
    row(&["persistent_volume", "persistent_volume_v1"], "v1", "PersistentVolume", Cluster),
    row(
        &["persistent_volume_claim", "persistent_volume_claim_v1"],
        "v1",
        "PersistentVolumeClaim",
        Namespaced,
    ),
    row(&["pod", "pod_v1"], "v1", "Pod", Namespaced),
    row(
        &["pod_disruption_budget", "pod_disruption_budget_v1"],
        "policy/v1",
        "PodDisruptionBudget",
        Namespaced,
    ),
    row(&["priority_class", "priority_class_v1"], "scheduling.k8s.io/v1", "PriorityClass", Cluster),
    row(&["replication_controller", "replication_controller_v1"], "v1", "ReplicationController", Namespaced),
    row(&["resource_quota", "resource_quota_v1"], "v1", "ResourceQuota", Namespaced),
    row(&["role", "role_v1"], "rbac.authorization.k8s.io/v1", "Role", Namespaced),
    row(&["role_binding", "role_binding_v1"], "rbac.authorization.k8s.io/v1", "RoleBinding", Namespaced),
    row(&["runtime_class_v1"], "node.k8s.io/v1", "RuntimeClass", Cluster),
    row(&["secret", "secret_v1"], "v1", "Secret", Namespaced),
    row(&["service", "service_v1"], "v1", "Service", Namespaced),
    row(&["service_account", "service_account_v1"], "v1", "ServiceAccount", Namespaced),
    row(&["stateful_set", "stateful_set_v1"], "apps/v1", "StatefulSet", Namespaced),
    row(&["storage_class", "storage_class_v1"], "storage.k8s.io/v1", "StorageClass", Cluster),
    row(
        &["validating_webhook_configuration", "validating_webhook_configuration_v1"],
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        Cluster,
    ),
    row(
        &["validating_admission_policy_v1"],
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicy",
        Cluster,
    ),
];

/// The object that a resource stands for, if it is of such a type.
pub(crate) fn object(change: &Change) -> Option<Object> {
    if change.address.mode == Mode::Data {
        return None;
    }
    match change.kind().strip_prefix("kubernetes_")? {
        "manifest" => Some(manifest(change)),
        name => ROWS.iter().find(|row| row.names.contains(&name)).map(|row| typed(change, row)),
    }
}

fn typed(change: &Change, row: &Row) -> Object {
    let namespace = match row.scope {
        Namespaced => change.text("metadata.0.namespace").or("default".to_owned()),
        Cluster => Known::Absent,
    };
    Object {
        address: change.address.clone(),
        api_version: Known::Value(row.api_version.to_owned()),
        kind: Known::Value(row.kind.to_owned()),
        namespace,
        name: change.text("metadata.0.name"),
    }
}

fn manifest(change: &Change) -> Object {
    let kind = change.text("manifest.kind");
    let namespaced = |kind: &String| ROWS.iter().any(|row| row.kind == kind && row.scope == Namespaced);
    let mut namespace = change.text("manifest.metadata.namespace");
    if kind.as_ref().value().is_some_and(namespaced) {
        namespace = namespace.or("default".to_owned());
    }
    let name = match change.text("manifest.metadata.name") {
        // The API server makes one up.
        Known::Absent if !matches!(change.get("manifest.metadata.generateName"), Known::Absent) => {
            Known::Unknown
        }
        name => name,
    };
    Object {
        address: change.address.clone(),
        api_version: change.text("manifest.apiVersion"),
        kind,
        namespace,
        name,
    }
}

#[cfg(test)]
mod tests;
