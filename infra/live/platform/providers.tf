locals {
  # On every resource. Launch templates take them by hand, for the provider does not tag what EC2 starts later.
  tags = {
    Project     = var.project
    Cluster     = var.cluster_name
    Environment = var.environment
    ManagedBy   = "Terraform"
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id == null ? null : [var.account_id]

  default_tags {
    tags = local.tags
  }
}
