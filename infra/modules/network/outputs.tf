output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Network of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "private_subnet_ids" {
  description = "Ids of the private subnets by name, once machines there have a way out."
  value       = { for name in keys(local.private_subnets) : name => aws_subnet.this[name].id }
  # A machine that boots earlier waits in vain for packages.
  depends_on = [aws_route.private, aws_route_table_association.this, aws_instance.nat]
}

output "public_subnet_ids" {
  description = "Ids of the public subnets by name."
  value       = { for name in keys(local.public_subnets) : name => aws_subnet.this[name].id }
  # A load balancer with addresses of the internet can be made only where there is a way to it.
  depends_on = [aws_route.public, aws_route_table_association.this]
}

output "nat_public_ips" {
  description = "Addresses that the internet sees the machines come from."
  value       = [for zone in local.nat_zones : aws_eip.nat["${var.nat_mode}/${zone}"].public_ip]
}
