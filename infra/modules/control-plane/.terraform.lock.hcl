# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/aws" {
  version     = "6.25.0"
  constraints = "~> 6.0, ~> 6.10"
  hashes = [
    "h1:jGBq7ljIXcbu4ifoAAiPs7KLDAT4DsQ0c/hU+9QReW4=",
  ]
}
