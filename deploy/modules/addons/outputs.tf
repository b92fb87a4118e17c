output "objects" {
  description = "The addons' objects as the API takes them, by `Kind/namespace/name` or `Kind/name`. Definitions of kinds are among them."
  value       = local.objects
}
