locals {
  # RFC 1918 and RFC 6598: a network of other people's addresses would cut the cluster off from theirs.
  private_address = "^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\\."

  networks = {
    vpc_cidr     = var.vpc_cidr
    pod_cidr     = var.pod_cidr
    service_cidr = var.service_cidr
  }
  # Of two networks one contains the other or they have no address in common, so they are compared at the length of the shorter prefix.
  overlapping_networks = [
    for pair in [["vpc_cidr", "pod_cidr"], ["vpc_cidr", "service_cidr"], ["pod_cidr", "service_cidr"]] :
    join(" and ", [for name in pair : "${name} `${local.networks[name]}`"])
    if length(distinct([
      for name in pair :
      cidrhost("${split("/", local.networks[name])[0]}/${min([for each in pair : split("/", local.networks[each])[1]]...)}", 0)
    ])) == 1
  ]

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

  source_destination_check = "EC2 drops what does not carry a machine's own address, and its source/destination check would have to be off"
  refused_encapsulations = {
    none               = "pods' own addresses would be in the VPC, where ${local.source_destination_check}"
    bgp                = "pods' own addresses would be in the VPC, where ${local.source_destination_check}, and the nodes would need TCP 179"
    ipip               = "IP in IP is protocol 4, which the nodes' security group does not admit"
    ipip-cross-subnet  = "within a subnet pods' own addresses would be in the VPC, where ${local.source_destination_check}"
    vxlan-cross-subnet = "within a subnet pods' own addresses would be in the VPC, where ${local.source_destination_check}"
  }
}
