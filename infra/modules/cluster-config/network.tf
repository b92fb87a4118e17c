locals {
  api_server_name = "api.${local.domain}"
  domain          = "${var.cluster_name}.internal"
  # The tenth address, by Kubernetes' convention; kubeadm computes the same.
  cluster_dns = cidrhost(var.service_cidr, 10)

  # Numbers of the /24 within the VPC: what is public begins far enough up that zones can be added.
  first_subnet = {
    private = 1
    public  = 101
  }
  subnets = {
    for subnet in flatten([
      for kind, first in local.first_subnet : [
        for index, zone in var.zones : {
          name       = "${kind}-${substr(zone, -1, 1)}"
          public     = kind == "public"
          zone       = zone
          cidr_block = cidrsubnet(var.vpc_cidr, 8, first + index)
        }
      ]
    ]) : subnet.name => subnet
  }
  # In the order of the zones; nodes have the index in this list.
  private_subnets = [for zone in var.zones : local.subnets["private-${substr(zone, -1, 1)}"]]
}
