# Neither in nor out: rules are resources of their own, and the one that AWS gives every group, all egress, is taken away by the
# provider when it makes the group.
resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Other modules put machines and load balancers into them.
  for_each = var.security_groups

  # A prefix: a group with another description is another group, which is made while machines are still in the first.
  name_prefix            = "${var.cluster_name}-${each.key}-"
  description            = each.value.description
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true
  tags                   = { Name = "${var.cluster_name}-${each.key}", Component = "security" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress_rules

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  referenced_security_group_id = each.value.source_security_group == null ? null : aws_security_group.this[each.value.source_security_group].id
  tags                         = { Name = each.key, Component = "security" }

  lifecycle {
    precondition {
      condition     = (each.value.cidr_ipv4 == null) != (each.value.source_security_group == null)
      error_message = "Ingress rule `${each.key}` must have either cidr_ipv4 or source_security_group."
    }
    precondition {
      condition     = each.value.cidr_ipv4 == null || can(cidrnetmask(each.value.cidr_ipv4))
      error_message = "cidr_ipv4 of ingress rule `${each.key}` must be an IPv4 network."
    }
    precondition {
      condition     = each.value.source_security_group == null || can(var.security_groups[each.value.source_security_group])
      error_message = "Ingress rule `${each.key}` lets in a group that security_groups does not have."
    }
    precondition {
      condition     = local.is_bounded["ingress ${each.key}"]
      error_message = "Ingress rule `${each.key}` must name tcp, udp or icmp, and ports, at most 1,024 of them: nothing is open as a whole."
    }
    precondition {
      condition     = !local.is_from_the_world[each.key] || local.is_public[each.key]
      error_message = "Ingress rule `${each.key}` lets in the world: only `load-balancer` may, and only TCP 80 and 443."
    }
  }
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress_rules

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  referenced_security_group_id = each.value.destination_security_group == null ? null : aws_security_group.this[each.value.destination_security_group].id
  tags                         = { Name = each.key, Component = "security" }

  lifecycle {
    precondition {
      condition     = (each.value.cidr_ipv4 == null) != (each.value.destination_security_group == null)
      error_message = "Egress rule `${each.key}` must have either cidr_ipv4 or destination_security_group."
    }
    precondition {
      condition     = each.value.cidr_ipv4 == null || can(cidrnetmask(each.value.cidr_ipv4))
      error_message = "cidr_ipv4 of egress rule `${each.key}` must be an IPv4 network."
    }
    precondition {
      condition     = each.value.destination_security_group == null || can(var.security_groups[each.value.destination_security_group])
      error_message = "Egress rule `${each.key}` leads to a group that security_groups does not have."
    }
    precondition {
      condition     = local.is_bounded["egress ${each.key}"]
      error_message = "Egress rule `${each.key}` must name tcp, udp or icmp, and ports, at most 1,024 of them: nothing is open as a whole."
    }
  }
}
