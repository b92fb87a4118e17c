# Which bucket, key and region: from a file that `infra/bootstrap` puts out, given to `terraform init -backend-config=FILE`.
terraform {
  backend "s3" {}
}
