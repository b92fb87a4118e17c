output "cluster" {
  description = "The cluster as `ninehops lab up` reads it. `cluster.json` is a copy for machines without Terraform."
  value = {
    cluster_name       = module.cluster.cluster_name
    kubernetes_version = module.cluster.versions.kubernetes
    encapsulation      = module.cluster.encapsulation
    network            = module.cluster.network
    api_server         = { name = module.cluster.api_server.name, port = module.cluster.api_server.port }
    subnets            = [for subnet in module.cluster.private_subnets : { name = subnet.name, zone = subnet.zone, cidr_block = subnet.cidr_block }]
    nodes              = module.cluster.nodes
    # On AWS visitors and jobs of the pipeline come from these groups; in the lab they are all the host.
    internet_security_groups = ["load-balancer", "runner"]
    node_ports               = module.cluster.node_ports
    security_groups          = { for name, group in module.cluster.security_groups : name => { ingress = group.ingress } }
    calico                   = module.cluster.calico
    kubeadm                  = module.cluster.kubeadm
    parameter_paths          = module.cluster.parameter_paths
  }
}

output "machines" {
  description = "What machines of AWS are started with, as `ninehops lab up --from-cloud-init` reads it. No copy is kept."
  value = {
    user_data       = module.machines.user_data
    parameter_paths = module.machines.parameter_paths
    parameter_key   = module.machines.parameter_key
    bucket          = local.bucket
  }
}
