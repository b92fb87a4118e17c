locals {
  selector_labels = { "app.kubernetes.io/name" = var.name }

  labels = merge(local.selector_labels, {
    "app.kubernetes.io/part-of"    = var.part_of
    "app.kubernetes.io/version"    = var.service_version
    "app.kubernetes.io/managed-by" = "Terraform"
  })

  metadata = { name = var.name, namespace = var.namespace, labels = local.labels }

  image_reference = "${var.image.repository}@${var.image.digest}"

  service_account = {
    apiVersion                   = "v1"
    kind                         = "ServiceAccount"
    metadata                     = local.metadata
    automountServiceAccountToken = false
  }

  all = concat(
    [local.service_account, local.deployment, local.service, local.network_policy, local.pod_disruption_budget],
    local.headless_service,
    local.horizontal_pod_autoscaler,
    local.route,
  )

  objects = { for object in local.all : "${object.kind}/${object.metadata.namespace}/${object.metadata.name}" => object }
}

module "hardened" {
  source = "../hardened-pod"

  selector_labels = local.selector_labels
}
