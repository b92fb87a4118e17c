output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = local.arn
}

output "prefix" {
  description = "What names of a control plane's backups begin with, without the `/` that follows."
  value       = local.prefix
}
