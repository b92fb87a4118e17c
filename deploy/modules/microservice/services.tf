locals {
  service_ports = { for name, port in var.ports : name => port if port.service_port != null }
  node_ports    = { for name, port in local.service_ports : name => port.node_port if port.node_port != null }

  service = {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = local.metadata
    spec = { for field, value in {
      type                = length(local.node_ports) > 0 ? "NodePort" : "ClusterIP"
      trafficDistribution = var.traffic_distribution == "Any" ? null : var.traffic_distribution
      selector            = local.selector_labels
      ports = [for name, port in local.service_ports : { for field, value in {
        name        = name
        port        = port.service_port
        targetPort  = name
        nodePort    = port.node_port
        appProtocol = port.app_protocol
      } : field => value if value != null }]
    } : field => value if value != null }
  }

  headless_service = [for name in var.enable_headless_service ? ["${var.name}-headless"] : [] : {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = merge(local.metadata, { name = name })
    spec = {
      clusterIP = "None"
      selector  = local.selector_labels
      ports     = [for name, port in local.service_ports : { name = name, port = port.container_port, targetPort = name }]
    }
  }]

  route = [for route in var.route[*] : {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "HTTPRoute"
    metadata   = local.metadata
    spec = {
      hostnames  = sort(route.hostnames)
      parentRefs = [{ name = route.gateway.name, namespace = route.gateway.namespace }]
      rules = [merge(
        { backendRefs = [{ name = var.name, port = var.ports[route.port].service_port }] },
        { for field, path in { matches = route.path } : field => [{ path = { type = "PathPrefix", value = path } }] if path != "/" },
      )]
    }
  }]
}
