locals {
  service_account = {
    apiVersion                   = "v1"
    kind                         = "ServiceAccount"
    metadata                     = local.metadata
    automountServiceAccountToken = false
  }

  cluster_role = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRole"
    metadata   = { name = "system:metrics-server", labels = local.labels }
    rules = [
      { apiGroups = [""], resources = ["nodes/metrics"], verbs = ["get"] },
      # Of pods only what stands in their metadata; of nodes the address, too.
      { apiGroups = [""], resources = ["pods", "nodes"], verbs = ["get", "list", "watch"] },
    ]
  }

  cluster_role_binding = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRoleBinding"
    metadata   = local.cluster_role.metadata
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = local.cluster_role.metadata.name }
    subjects   = [local.subject]
  }

  # Whoever may view a namespace may see what its pods use.
  reader_role = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRole"
    metadata = {
      name   = "system:aggregated-metrics-reader"
      labels = merge(local.labels, { for role in ["view", "edit", "admin"] : "rbac.authorization.k8s.io/aggregate-to-${role}" => "true" })
    }
    rules = [{ apiGroups = ["metrics.k8s.io"], resources = ["pods", "nodes"], verbs = ["get", "list", "watch"] }]
  }

  # An API of its own has to ask the API server who a caller is and what they may do.
  delegator_binding = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRoleBinding"
    metadata   = { name = "metrics-server:system:auth-delegator", labels = local.labels }
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = "system:auth-delegator" }
    subjects   = [local.subject]
  }

  authentication_binding = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "RoleBinding"
    metadata   = merge(local.metadata, { name = "metrics-server-auth-reader" })
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "Role", name = "extension-apiserver-authentication-reader" }
    subjects   = [local.subject]
  }

  subject = { kind = "ServiceAccount", name = local.name, namespace = local.namespace }
}
