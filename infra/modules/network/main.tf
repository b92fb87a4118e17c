resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr
  # The private zone of the cluster is seen only with both.
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = var.cluster_name, Component = "network" }
}

# Without rules: what is put into no group, by mistake, talks to nobody.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.cluster_name}-default-closed", Component = "network" }
}

resource "aws_subnet" "this" {
  for_each = var.subnets

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = false
  tags                    = { Name = "${var.cluster_name}-${each.key}", Component = "network" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.cluster_name, Component = "network" }
}

locals {
  private_subnets = { for name, subnet in var.subnets : name => subnet if !subnet.public }
  public_subnets  = { for name, subnet in var.subnets : name => subnet if subnet.public }

  # Zones that machines are in, and of each zone with public subnets the first of them.
  zones         = toset(values(local.private_subnets)[*].zone)
  public_subnet = { for zone, names in { for name, subnet in local.public_subnets : subnet.zone => name... } : zone => sort(names)[0] }

  # Zones that have a NAT: the first with machines, which keeps it when the others get theirs.
  first_zone       = concat(sort(setintersection(local.zones, keys(local.public_subnet))), sort(keys(local.public_subnet)))[0]
  nat_zones        = var.nat_mode == "none" ? [] : var.enable_nat_per_zone ? sort(local.zones) : [local.first_zone]
  nat_gateways     = var.nat_mode == "gateway" ? toset(local.nat_zones) : toset([])
  nat_instances    = var.nat_mode == "instance" ? toset(local.nat_zones) : toset([])
  zones_with_a_way = length(local.nat_zones) == 0 ? toset([]) : local.zones
}
