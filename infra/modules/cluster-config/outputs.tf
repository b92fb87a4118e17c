output "cluster_name" {
  description = "Name of the cluster."
  value       = var.cluster_name
}

output "versions" {
  description = "Exact versions of what a node runs."
  value       = var.versions
}

output "encapsulation" {
  description = "How pods' packets cross from node to node."
  value       = var.encapsulation
}

output "network" {
  description = "Networks of the VPC, the pods and the Services, and the address of the cluster's DNS."
  value       = merge(local.networks, { cluster_dns = local.cluster_dns })

  precondition {
    condition     = length(local.overlapping_networks) == 0
    error_message = "${join("; ", local.overlapping_networks)} overlap: packets for one would go to the other."
  }
}

output "api_server" {
  description = "Name and port of the API server, and the private zone that the name is in."
  value = {
    name = local.api_server_name
    port = local.ports.api_server
    zone = local.domain
  }
}

output "subnets" {
  description = "Every subnet by name: zone, network, and whether it is public."
  value       = local.subnets
}

output "private_subnets" {
  description = "The subnets that nodes are in, in the order of the zones. `nodes[*].subnet` is an index in this list."
  value       = local.private_subnets
}

output "nodes" {
  description = "Every node when each pool is complete. Names, host numbers and pods' networks of workers are for the lab: EC2 and Calico have their own."
  value       = local.nodes
}

output "control_plane" {
  description = "Machines of the control plane: type, processor, disks, how many, their security groups, and of each, in order, its private subnet and its fixed address there."
  value = merge(var.control_plane, {
    count           = local.control_planes
    security_groups = local.groups_of_role.control-plane
    subnets         = [for node in local.control_plane_nodes : local.private_subnets[node.subnet].name]
    addresses       = [for node in local.control_plane_nodes : cidrhost(local.private_subnets[node.subnet].cidr_block, node.host_number)]
  })
}

output "node_pools" {
  description = "Pools of workers: type of machine, processor, disk, how many (now, at least, at most), labels and taints of their nodes, and their security groups."
  value = {
    for name, pool in var.node_pools : name => {
      instance_type   = pool.instance_type
      architecture    = pool.architecture
      count           = pool.count
      minimum         = coalesce(pool.minimum, pool.count)
      maximum         = coalesce(pool.maximum, pool.count + 1)
      disk_gb         = pool.disk_gb
      labels          = pool.labels
      taints          = pool.taints
      security_groups = local.groups_of_role.worker
    }
  }
}

output "node_ports" {
  description = "NodePorts by what they serve."
  value       = var.node_ports
}

output "security_groups" {
  description = "Security groups by name, each with its description and its ingress rules by key, in the form of `aws_vpc_security_group_ingress_rule`."
  value       = local.security_groups
}

output "egress_rules" {
  description = "What may leave each group: rules by key, in the form of `aws_vpc_security_group_egress_rule`, with groups by name."
  value       = local.egress_rules
}

output "calico" {
  description = "Calico, the network of pods: version, its project's manifest with the SHA-256, and what `calico-node` is told in its environment."
  value       = local.calico
}

output "kubeadm" {
  description = "Configuration for kubeadm as objects, without what only a machine knows."
  value = {
    init_configuration       = local.init_configuration
    cluster_configuration    = local.cluster_configuration
    kubelet_configuration    = local.kubelet_configuration
    kube_proxy_configuration = local.kube_proxy_configuration
    join_configuration       = local.join_configuration
  }
}

output "parameter_paths" {
  description = "Paths of the parameters by which machines and states tell each other things."
  value       = local.parameter_paths
}

output "kubeadm_yaml" {
  description = "The same as text: `init` has four documents, `join` has one."
  value = {
    init = local.init_yaml
    join = local.join_yaml
  }
}

output "user_data" {
  description = "cloud-init's user data: `control-plane` makes the cluster, `control-plane/join` is for the others where there are three, `worker/POOL` for each pool, `runner` where one is wanted."
  value       = local.user_data
}

output "parameter_key" {
  description = "Alias of the KMS key that the secret ones of these parameters are encrypted with."
  value       = local.parameter_key
}
