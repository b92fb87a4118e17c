# Rules by `GROUP/KEY`.
locals {
  ingress_rules = merge([
    for group, content in var.security_groups : { for key, rule in content.ingress : "${group}/${key}" => merge(rule, { group = group }) }
  ]...)
  egress_rules = merge([
    for group, rules in var.egress_rules : { for key, rule in rules : "${group}/${key}" => merge(rule, { group = group }) }
  ]...)

  # EC2's own alphabet for descriptions.
  description = "^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$"

  # Nothing is open as a whole. The ports of ICMP are type and code, and there -1 is every one.
  is_bounded = {
    for name, rule in merge(
      { for name, rule in local.ingress_rules : "ingress ${name}" => { protocol = rule.ip_protocol, from = rule.from_port, to = rule.to_port } },
      { for name, rule in local.egress_rules : "egress ${name}" => { protocol = rule.ip_protocol, from = rule.from_port, to = rule.to_port } },
    ) :
    name => rule.protocol == "icmp" ? rule.from >= 0 && rule.to >= 0 : (
      contains(["tcp", "udp"], rule.protocol) && rule.from >= 1 && rule.from <= rule.to && rule.to <= 65535 && rule.to - rule.from < 1024
    )
  }
  # The world itself, or so much of it that it is no network of anybody's.
  is_from_the_world = {
    for name, rule in local.ingress_rules : name => try(tonumber(split("/", rule.cidr_ipv4)[1]) < 8, false)
  }
  is_public = {
    for name, rule in local.ingress_rules :
    name => rule.group == "load-balancer" && rule.ip_protocol == "tcp" && rule.from_port == rule.to_port && contains([80, 443], rule.from_port)
  }
}
