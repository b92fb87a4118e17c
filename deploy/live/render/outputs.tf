output "addons" {
  description = "What the root `addons` applies, by `Kind/namespace/name` or `Kind/name`."
  value       = module.addons.objects
}

output "apps" {
  description = "What the root `apps` applies, by `Kind/namespace/name` or `Kind/name`. The addons come first."
  value       = module.shop.objects
}

output "secrets" {
  description = "Secrets that the root `apps` makes from values that are in no state: namespace, name and keys of each."
  value       = module.shop.secrets
}
