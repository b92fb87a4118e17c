locals {
  bucket       = "lab-backups"
  cluster_name = "lab"
  zones        = ["lab-a", "lab-b"]
  node_pools = {
    workers = {
      count       = 20
      name_prefix = "w"
    }
  }
}

# The lab at its largest. `ninehops lab up` takes the part that it is asked for, and moves it to a network that is free.
module "cluster" {
  source = "../../modules/cluster-config"

  cluster_name = local.cluster_name
  zones        = local.zones
  node_pools   = local.node_pools
}

# The same with what a production cluster adds on its control plane, for `lab up --from-cloud-init`, which has somebody to write files.
module "machines" {
  source = "../../modules/cluster-config"

  cluster_name             = local.cluster_name
  zones                    = local.zones
  node_pools               = local.node_pools
  enable_audit_log         = true
  enable_secret_encryption = true
  # Nobody's: the lab has no way to GitHub, and the API server starts all the same.
  github = { repository_id = "1", owner_id = "2" }
  backup = { bucket = local.bucket, prefix = "etcd" }
}
