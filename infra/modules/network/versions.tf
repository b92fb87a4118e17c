terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # 6.10 has `primary_network_interface`.
      version = "~> 6.10"
    }
  }
}
