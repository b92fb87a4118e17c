# What cluster-config puts out, with every flag.
terraform {
  required_version = ">= 1.11"
}

module "cluster" {
  source = "../../../cluster-config"

  cluster_name             = "shop"
  zones                    = ["ap-northeast-1a", "ap-northeast-1c"]
  node_pools               = { workers = { count = 2, name_prefix = "w" } }
  enable_monitoring        = true
  enable_high_availability = true
}

output "security_groups" {
  description = "Groups with what they let in."
  value       = module.cluster.security_groups
}

output "egress_rules" {
  description = "What may leave them."
  value       = module.cluster.egress_rules
}
