# What others see the machines come from, whichever kind of NAT there is: it stays when the kind is changed.
resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"
  tags   = { Name = "${var.cluster_name}-nat-${each.key}", Component = "network" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = local.nat_gateways

  subnet_id     = aws_subnet.this[local.public_subnet[each.key]].id
  allocation_id = aws_eip.nat[each.key].id
  tags          = { Name = "${var.cluster_name}-${each.key}", Component = "network" }

  depends_on = [aws_route.public]
}
