locals {
  gateway_class = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "GatewayClass"
    metadata   = { name = local.name, labels = local.labels }
    spec       = { controllerName = "traefik.io/gateway-controller" }
  }

  gateway_object = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "Gateway"
    metadata   = merge(local.metadata, { name = local.gateway_name })
    spec       = { gatewayClassName = local.name, listeners = concat([local.http_listener], local.https_listener) }
  }

  http_listener = {
    name          = "http"
    protocol      = "HTTP"
    port          = local.entry_points.web
    allowedRoutes = local.allowed_routes
  }

  https_listener = [for secret in compact([var.tls_secret]) : {
    name          = "https"
    protocol      = "HTTPS"
    port          = local.entry_points.websecure
    allowedRoutes = local.allowed_routes
    tls           = { certificateRefs = [{ name = secret }] }
  }]

  allowed_routes = {
    namespaces = {
      from = "Selector"
      selector = {
        matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = sort(var.route_namespaces) }]
      }
    }
  }
}
