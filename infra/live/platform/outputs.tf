output "url" {
  description = "Where the shop is, once it has been deployed."
  value       = local.url
}

output "load_balancer_dns_name" {
  description = "Name that AWS gives the public load balancer. A record of one's own points to it."
  value       = module.ingress_lb.dns_name
}

output "api_endpoint" {
  description = "The API server, by a name that is known in the VPC alone."
  value       = local.parameters.api_endpoint
}

output "control_plane_ids" {
  description = "Instances of the control plane, for `aws ssm start-session --target`."
  value       = module.control_plane.instance_ids
}

output "autoscaling_group_names" {
  description = "Groups of workers by pool."
  value       = module.workers.autoscaling_group_names
}

output "vpc_id" {
  description = "The VPC."
  value       = module.network.vpc_id
}

output "nat_public_ips" {
  description = "Addresses that the machines have to others on the internet, who may want to admit them."
  value       = module.network.nat_public_ips
}

output "backup_bucket" {
  description = "Bucket with the backups of etcd."
  value       = module.backup.bucket
}

output "parameter_names" {
  description = "Parameters of Systems Manager with all that later states and the pipeline need, by what they hold."
  value       = { for key, parameter in aws_ssm_parameter.this : key => parameter.name }
}

output "cluster" {
  description = "What the cluster was decided to be. `ninehops preflight` compares the plan with it."
  value = {
    cluster_name       = module.cluster.cluster_name
    kubernetes_version = module.cluster.versions.kubernetes
    encapsulation      = module.cluster.encapsulation
    network            = module.cluster.network
    nodes              = module.cluster.nodes
    node_ports         = module.cluster.node_ports
    security_groups    = { for name, group in module.cluster.security_groups : name => { ingress = group.ingress } }
    egress_rules       = module.cluster.egress_rules
    calico             = { version = module.cluster.calico.version, environment = module.cluster.calico.environment }
  }
}
