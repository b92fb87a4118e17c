output "objects" {
  description = "The namespace and its default-deny policy as the API takes them, by `Kind/name` and `Kind/namespace/name`."
  value = {
    "Namespace/${var.name}"                  = local.namespace
    "NetworkPolicy/${var.name}/default-deny" = local.default_deny
  }
}

output "name" {
  description = "Name of the namespace."
  value       = var.name
}
