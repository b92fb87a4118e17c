output "objects" {
  description = "Keys of the objects that this root applies: `Kind/namespace/name` or `Kind/name`."
  value       = sort(keys(module.addons.objects))
}
