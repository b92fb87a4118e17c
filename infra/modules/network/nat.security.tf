locals {
  web_ports = { http = 80, https = 443 }

  # By SUBNET/PROTOCOL. Not by security group: this module knows none of the cluster's.
  nat_ingress = length(local.nat_instances) == 0 ? {} : merge([
    for name, subnet in local.private_subnets : { for protocol, port in local.web_ports : "${name}/${protocol}" => { cidr_block = subnet.cidr_block, port = port } }
  ]...)
  nat_egress = length(local.nat_instances) == 0 ? {} : local.web_ports
}

resource "aws_security_group" "nat" {
  for_each = length(local.nat_instances) == 0 ? toset([]) : toset(["this"])

  name_prefix = "${var.cluster_name}-nat-"
  description = "The NAT instance"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.cluster_name}-nat", Component = "network" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "nat" {
  for_each = local.nat_ingress

  security_group_id = aws_security_group.nat["this"].id
  description       = "machines in ${split("/", each.key)[0]} call the internet"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr_block
  tags              = { Name = "nat/${each.key}", Component = "network" }
}

resource "aws_vpc_security_group_egress_rule" "nat" {
  for_each = local.nat_egress

  security_group_id = aws_security_group.nat["this"].id
  description       = "what machines call, and packages of its own"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"
  tags              = { Name = "nat/${each.key}", Component = "network" }
}
