output "security_group_ids" {
  description = "Ids of the groups by name."
  value       = { for name, group in aws_security_group.this : name => group.id }
}
