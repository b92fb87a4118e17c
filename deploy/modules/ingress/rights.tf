# Traefik waits for lists of all kinds that its Gateway provider knows, whether used or not: each right to list and watch
# that is missing would keep it from serving anything. What can be bound to namespaces is bound to those it serves.
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
    metadata   = { name = "traefik-gateway", labels = local.labels }
    rules = [
      { apiGroups = [""], resources = ["namespaces"], verbs = ["list", "watch"] },
      { apiGroups = ["gateway.networking.k8s.io"], resources = ["gatewayclasses"], verbs = ["list", "watch"] },
      { apiGroups = ["gateway.networking.k8s.io"], resources = ["gatewayclasses/status"], verbs = ["update"] },
    ]
  }

  cluster_role_binding = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRoleBinding"
    metadata   = local.cluster_role.metadata
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = local.cluster_role.metadata.name }
    subjects   = [local.subject]
  }

  route_role = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRole"
    metadata   = { name = "traefik-routes", labels = local.labels }
    rules = [
      { apiGroups = [""], resources = ["services", "secrets"], verbs = ["list", "watch"] },
      { apiGroups = ["discovery.k8s.io"], resources = ["endpointslices"], verbs = ["list", "watch"] },
      { apiGroups = ["gateway.networking.k8s.io"], resources = local.route_kinds, verbs = ["list", "watch"] },
      { apiGroups = ["gateway.networking.k8s.io"], resources = local.status_kinds, verbs = ["update"] },
    ]
  }

  route_kinds  = ["gateways", "grpcroutes", "httproutes", "referencegrants"]
  status_kinds = ["gateways/status", "grpcroutes/status", "httproutes/status"]

  role_bindings = { for namespace in concat([var.namespace], sort(var.route_namespaces)) : namespace => {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "RoleBinding"
    metadata   = { name = local.name, namespace = namespace, labels = local.labels }
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = local.route_role.metadata.name }
    subjects   = [local.subject]
  } }

  subject = { kind = "ServiceAccount", name = local.name, namespace = var.namespace }
}
