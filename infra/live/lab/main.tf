# The lab at its largest. `ninehops lab up` takes the part that it is asked for, and moves it to a network that is free.
module "cluster" {
  source = "../../modules/cluster-config"

  cluster_name = "lab"
  zones        = ["lab-a", "lab-b"]
  node_pools = {
    workers = {
      count       = 20
      name_prefix = "w"
    }
  }
}
