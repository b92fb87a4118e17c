locals {
  part_of = "nine-hops"
  # The addons bind Traefik's rights to it by this name.
  namespace = "marketplace"

  # The services' own defaults, given to them in words so that the kubelet's patience and theirs are one number.
  drain_times = { unready = 5, drain = 20, flush = 2 }

  pod_fields = {
    POD_NAME      = "metadata.name"
    POD_NAMESPACE = "metadata.namespace"
    NODE_NAME     = "spec.nodeName"
  }

  # As callers of each service: an answer to somebody else would say nothing of the way that a request takes.
  diagnosis_peers = { for namespace in var.diagnosis_namespaces : "diagnosis from ${namespace}" => { namespace = namespace } }

  cookie_secret = { namespace = local.namespace, name = "marketplace-cookie", keys = ["key"] }

  # No startup probe: both listen within milliseconds. Readiness is asked the moment that a container runs; a startup
  # probe would first wait for the next second.
  probes = {
    port      = "ops"
    readiness = { path = "/readyz" }
    liveness  = { path = "/livez" }
  }

  objects = merge(
    module.namespace.objects,
    module.recommendations.objects,
    module.marketplace.objects,
    { for key, object in module.ingress.gateway_objects : key => object if var.enable_ingress },
  )
}

module "namespace" {
  source = "../namespace"

  name    = local.namespace
  part_of = local.part_of
}

module "ingress" {
  source = "../ingress"

  route_namespaces = [local.namespace]
  tls_secret       = var.tls_secret
}
