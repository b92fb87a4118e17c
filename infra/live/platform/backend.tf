# Which bucket, key and region: from the file whose text `infra/bootstrap` puts out, given to `terraform init -backend-config=FILE`.
terraform {
  backend "s3" {}
}
