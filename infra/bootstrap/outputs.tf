output "state_bucket" {
  description = "Bucket of all states, and of plans below `plans/STATE/`."
  value       = aws_s3_bucket.state.bucket
}

output "kms_key_arn" {
  description = "Key of that bucket."
  value       = aws_kms_key.state.arn
}

output "role_arns" {
  description = "Roles of the pipeline, for `role-to-assume`, by what they are for."
  value       = { for role, made in aws_iam_role.pipeline : role => made.arn }
}

output "role_environments" {
  description = "Environment of the repository in which a job gets each role."
  value       = { for role, pipeline in local.pipeline : role => pipeline.environment }
}

output "machines_boundary_arn" {
  description = "`permissions_boundary_arn` of `infra/live/platform`: without it the pipeline may make no role."
  value       = aws_iam_policy.boundary["machines"].arn
}

output "machines_iam_paths" {
  description = "Path that roles of each cluster must have: the pipeline may make none elsewhere."
  value       = { for cluster in local.clusters : cluster => "${local.of_project}${cluster}/" }
}

output "backend" {
  description = "Text of the file for `terraform init -backend-config=FILE`, by state: `bootstrap`, `platform`, `addons`, `apps`."
  value = {
    for state, key in local.states : state => templatefile("${path.module}/backend.hcl.tftpl", {
      state       = state
      bucket      = aws_s3_bucket.state.bucket
      key         = key
      region      = var.region
      account     = local.account
      kms_key_arn = aws_kms_key.state.arn
    })
  }
}
