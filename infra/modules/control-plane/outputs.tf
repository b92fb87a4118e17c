output "instance_ids" {
  description = "Machines, by index of the control plane."
  value       = [for number in local.numbers : aws_instance.this[number].id]
}

output "private_ips" {
  description = "Their fixed addresses, in the same order."
  value       = [for number in local.numbers : one(aws_network_interface.this[number].private_ips)]
}

output "network_interface_ids" {
  description = "The network interfaces that have these addresses, in the same order."
  value       = [for number in local.numbers : aws_network_interface.this[number].id]
}

output "api_load_balancer" {
  description = "DNS name and zone of the load balancer in front of the API servers, for an alias. Null: there is none."
  value       = one([for balancer in aws_lb.api : { dns_name = balancer.dns_name, zone_id = balancer.zone_id }])
}
