output "objects" {
  description = "The service's objects as the API takes them, by `Kind/namespace/name`."
  value       = local.objects
}

output "service_name" {
  description = "Name of the Service, which pods of the same namespace resolve."
  value       = var.name
}

output "headless_service_name" {
  description = "Name of the Service with an address for each ready pod; empty if there is none."
  value       = var.enable_headless_service ? "${var.name}-headless" : ""
}

output "selector_labels" {
  description = "Labels by which the service's pods are found, for the NetworkPolicies of others."
  value       = local.selector_labels
}

output "image_reference" {
  description = "The image as containers name it: repository and digest."
  value       = local.image_reference
}
