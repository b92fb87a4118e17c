locals {
  name            = "traefik"
  gateway_name    = "shared"
  selector_labels = { "app.kubernetes.io/name" = local.name }

  labels = merge(local.selector_labels, {
    "app.kubernetes.io/part-of"    = "ingress"
    "app.kubernetes.io/version"    = var.traefik_version
    "app.kubernetes.io/managed-by" = "Terraform"
  })

  metadata = { name = local.name, namespace = var.namespace, labels = local.labels }

  # A listener of the Gateway finds Traefik's entry point by the number of its port, not by its name.
  entry_points = { web = 8000, websecure = 8443 }
  ops_port     = 8080

  controller = concat(
    [local.service_account, local.cluster_role, local.cluster_role_binding, local.route_role],
    [local.role_bindings[var.namespace], local.service, local.network_policy, local.pod_disruption_budget],
    local.deployment,
  )

  gateway = concat(
    [local.gateway_class, local.gateway_object],
    [for namespace in sort(var.route_namespaces) : local.role_bindings[namespace]],
  )

  # Two lists of objects become two maps in the same way.
  objects = { for part, objects in { controller = local.controller, gateway = local.gateway } : part => {
    for object in objects : join("/", compact([object.kind, try(object.metadata.namespace, ""), object.metadata.name])) => object
  } }
}

module "namespace" {
  source = "../namespace"

  name    = var.namespace
  part_of = "ingress"
}

module "hardened" {
  source = "../hardened-pod"

  selector_labels = local.selector_labels
}
