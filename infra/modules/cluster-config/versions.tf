terraform {
  # Write-only arguments, ephemeral values and the S3 backend's own lock, which the roots around this module use.
  required_version = ">= 1.11"
}
