output "controller_objects" {
  description = "Traefik, its rights, its Service and its namespace as the API takes them, by `Kind/namespace/name` or `Kind/name`. Without an image there is no Deployment."
  value       = merge(module.namespace.objects, local.objects.controller)
}

output "gateway_objects" {
  description = "The GatewayClass, the Gateway, and Traefik's rights in the namespaces of routes. Their kinds and namespaces must exist before."
  value       = local.objects.gateway
}

output "gateway" {
  description = "Name and namespace of the Gateway, for routes to name as their parent."
  value       = { name = local.gateway_name, namespace = var.namespace }
}

output "selector_labels" {
  description = "Labels by which Traefik's pods are found, for the NetworkPolicies of services."
  value       = local.selector_labels
}
