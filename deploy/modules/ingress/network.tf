locals {
  service = {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = local.metadata
    spec = {
      type                = "NodePort"
      trafficDistribution = "PreferSameNode"
      selector            = local.selector_labels
      ports = [
        { name = "web", port = 80, targetPort = "web", nodePort = var.node_ports.http },
        { name = "websecure", port = 443, targetPort = "websecure", nodePort = var.node_ports.https },
      ]
    }
  }

  network_policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = local.metadata
    spec = {
      podSelector = { matchLabels = local.selector_labels }
      policyTypes = ["Ingress", "Egress"]
      # From anywhere: a node port may replace a visitor's address by the node's.
      ingress = [{ ports = [for name in keys(local.entry_points) : { protocol = "TCP", port = name }] }]
      egress  = [local.to_routes, local.to_api_server]
    }
  }

  to_routes = {
    to = [{ namespaceSelector = local.allowed_routes.namespaces.selector, podSelector = {} }]
  }

  # Its address is that of machines, which no label selects.
  to_api_server = { ports = [{ protocol = "TCP", port = var.api_server_port }] }

  pod_disruption_budget = {
    apiVersion = "policy/v1"
    kind       = "PodDisruptionBudget"
    metadata   = local.metadata
    spec       = module.hardened.disruption_budget
  }
}
