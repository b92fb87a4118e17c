locals {
  # etcd needs a majority: three outlive the loss of one.
  control_planes = var.enable_high_availability ? 3 : 1
  # Host numbers in a subnet: EC2 keeps the first four addresses for itself, and a few are left for fixed ones.
  first_host = 10

  # A type of instance names its processor: `g` after the generation is Graviton, AWS's own with the instructions of arm64.
  instance_type       = "^[a-z][a-z0-9-]*\\.[a-z0-9-]+$"
  arm64_instance_type = "^(a1|[a-z]+[0-9]+g[a-z0-9-]*)\\."
  label_key           = "^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"
  label_value         = "^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$"

  groups_of_role = {
    control-plane = ["control-plane", "node"]
    worker        = ["worker", "node"]
  }
  named_nodes = concat(
    [
      for number in range(local.control_planes) : {
        name = var.enable_high_availability ? "cp${number + 1}" : "cp"
        role = "control-plane"
        pool = "control-plane"
      }
    ],
    flatten([
      for name, pool in var.node_pools : [
        for number in range(pool.count) : {
          name = "${pool.name_prefix}${number + 1}"
          role = "worker"
          pool = name
        }
      ]
    ])
  )
  nodes = [
    for index, node in local.named_nodes : merge(node, {
      subnet          = index % length(var.zones)
      host_number     = local.first_host + index
      pod_cidr        = cidrsubnet(var.pod_cidr, 8, index + 1)
      security_groups = local.groups_of_role[node.role]
    })
  ]

  control_plane_nodes = [for node in local.nodes : node if node.role == "control-plane"]
}
