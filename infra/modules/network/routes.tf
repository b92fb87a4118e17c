resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.cluster_name}-public", Component = "network" }
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

# One for each zone, also while they all lead to the same NAT: more NATs are then other routes, and no subnet changes its table.
resource "aws_route_table" "private" {
  for_each = local.zones

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.cluster_name}-private-${each.key}", Component = "network" }
}

resource "aws_route" "private" {
  for_each = local.zones_with_a_way

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = var.nat_mode == "gateway" ? aws_nat_gateway.this[local.nat_of_zone[each.key]].id : null
  network_interface_id   = var.nat_mode == "instance" ? aws_network_interface.nat[local.nat_of_zone[each.key]].id : null

  # To an interface without a machine it would lead nowhere, while the other kind of NAT still serves.
  depends_on = [aws_instance.nat]
}

resource "aws_route_table_association" "this" {
  for_each = var.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = each.value.public ? aws_route_table.public.id : aws_route_table.private[each.value.zone].id
}

locals {
  # A zone's own NAT, or the only one.
  nat_of_zone = { for zone in local.zones_with_a_way : zone => contains(local.nat_zones, zone) ? zone : local.nat_zones[0] }
}
