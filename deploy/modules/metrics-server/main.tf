locals {
  name            = "metrics-server"
  namespace       = "kube-system"
  port            = 10250
  kubelet_port    = 10250
  selector_labels = { "app.kubernetes.io/name" = local.name }

  labels = merge(local.selector_labels, {
    "app.kubernetes.io/part-of"    = "metrics-server"
    "app.kubernetes.io/version"    = var.metrics_server_version
    "app.kubernetes.io/managed-by" = "Terraform"
  })

  metadata = { name = local.name, namespace = local.namespace, labels = local.labels }

  all = [
    local.service_account, local.cluster_role, local.cluster_role_binding, local.reader_role, local.delegator_binding,
    local.authentication_binding, local.service, local.network_policy, local.deployment, local.api_service,
  ]

  objects = { for object in local.all : join("/", compact([object.kind, try(object.metadata.namespace, ""), object.metadata.name])) => object }
}

module "hardened" {
  source = "../hardened-pod"

  selector_labels = local.selector_labels
}
