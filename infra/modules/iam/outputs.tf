output "instance_profile_names" {
  description = "Instance profiles by role: `control-plane`, `worker` and, where there is one, `runner`."
  value       = { for role, profile in aws_iam_instance_profile.this : role => profile.name }

  # A machine that starts before its rights would fail, and wait, at every first attempt.
  depends_on = [aws_iam_role_policy.this]
}

output "role_arns" {
  description = "Roles by the same keys."
  value       = { for role, made in aws_iam_role.this : role => made.arn }
}

output "kms_key_arn" {
  description = "Key of secret parameters, disks and backups."
  value       = aws_kms_key.this.arn
}

output "kms_key_alias" {
  description = "Alias of that key, which machines know it by."
  value       = aws_kms_alias.this.name
}
