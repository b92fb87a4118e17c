data "aws_region" "this" {}

locals {
  service_prefix = "com.amazonaws.${data.aws_region.this.region}"

  ssm_services = var.enable_ssm_endpoints ? toset(["ssm", "ssmmessages", "ec2messages"]) : toset([])
  # An endpoint takes one subnet of a zone.
  endpoint_subnets = [for names in values({ for name, subnet in local.private_subnets : subnet.zone => name... }) : sort(names)[0]]
}

# Costs nothing, and what machines fetch from S3 or back up to it passes no NAT. Open to every bucket: registries and package sources
# have their content in buckets of their own.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "${local.service_prefix}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for zone in sort(local.zones) : aws_route_table.private[zone].id]
  tags              = { Name = "${var.cluster_name}-s3", Component = "network" }
}

resource "aws_vpc_endpoint" "ssm" {
  for_each = local.ssm_services

  vpc_id              = aws_vpc.this.id
  service_name        = "${local.service_prefix}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for name in local.endpoint_subnets : aws_subnet.this[name].id]
  security_group_ids  = [for group in aws_security_group.endpoints : group.id]
  tags                = { Name = "${var.cluster_name}-${each.key}", Component = "network" }
}

resource "aws_security_group" "endpoints" {
  for_each = var.enable_ssm_endpoints ? toset(["this"]) : toset([])

  name_prefix = "${var.cluster_name}-endpoints-"
  description = "Interfaces of AWS services in the VPC"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.cluster_name}-endpoints", Component = "network" }

  lifecycle {
    create_before_destroy = true
  }
}

# They answer and never call: there is no rule for what leaves them.
resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = aws_security_group.endpoints

  security_group_id = each.value.id
  description       = "machines of the VPC call Systems Manager"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.vpc_cidr
  tags              = { Name = "endpoints/https", Component = "network" }
}
