# The bucket that this state lies in is made by this root: README.md says how it gets there. Which bucket, key and region comes from the
# output `backend`, given to `terraform init -backend-config=FILE`.
terraform {
  backend "s3" {}
}
