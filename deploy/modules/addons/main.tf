locals {
  objects = merge(
    local.gateway_api_crds,
    module.metrics_server.objects,
    { for key, object in module.ingress.controller_objects : key => object if var.enable_ingress },
  )
}

module "metrics_server" {
  source = "../metrics-server"

  image                = var.images["metrics-server"]
  kubelet_insecure_tls = var.kubelet_insecure_tls
}

module "ingress" {
  source = "../ingress"

  image            = var.enable_ingress ? var.images["traefik"] : null
  route_namespaces = var.route_namespaces
}
