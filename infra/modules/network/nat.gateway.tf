# What others see the machines come from. Each kind of NAT has its own, for the new one is made while the old one still holds its.
resource "aws_eip" "nat" {
  #checkov:skip=CKV2_AWS_19:The NAT gateway or the NAT instance has it; checkov does not see through the key.
  for_each = { for zone in local.nat_zones : "${var.nat_mode}/${zone}" => zone }

  domain = "vpc"
  tags   = { Name = "${var.cluster_name}-nat-${each.value}", Component = "network" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = local.nat_gateways

  subnet_id     = aws_subnet.this[local.public_subnet[each.key]].id
  allocation_id = aws_eip.nat["gateway/${each.key}"].id
  tags          = { Name = "${var.cluster_name}-${each.key}", Component = "network" }

  depends_on = [aws_route.public]
}
