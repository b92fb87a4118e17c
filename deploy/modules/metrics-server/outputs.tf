output "objects" {
  description = "metrics-server's objects as the API takes them, by `Kind/namespace/name` or `Kind/name`."
  value       = local.objects
}
