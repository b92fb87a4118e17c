output "objects" {
  description = "The shop's objects as the API takes them, by `Kind/namespace/name` or `Kind/name`."
  value       = local.objects
}

output "secrets" {
  description = "Secrets that the objects refer to, with their keys. Their values pass through no state: whoever applies the objects makes them before."
  value       = [local.cookie_secret]
}
