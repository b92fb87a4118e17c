# For the tests: rules as lines, so that a set of them can be compared with a table.

terraform {
  required_version = ">= 1.11"
}

variable "security_groups" {
  description = "As the module puts them out."
  type        = any
  nullable    = false
}

variable "egress_rules" {
  description = "As the module puts them out."
  type        = any
  nullable    = false
}

output "ingress" {
  description = "`GROUP < SOURCE PROTOCOL FROM-TO` for every rule."
  value = toset(flatten([
    for name, group in var.security_groups : [
      for rule in values(group.ingress) :
      "${name} < ${lookup(rule, "source_security_group", lookup(rule, "cidr_ipv4", "?"))} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"
    ]
  ]))
}

output "egress" {
  description = "`GROUP > DESTINATION PROTOCOL FROM-TO` for every rule."
  value = toset(flatten([
    for group, rules in var.egress_rules : [
      for rule in values(rules) :
      "${group} > ${lookup(rule, "destination_security_group", lookup(rule, "cidr_ipv4", "?"))} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"
    ]
  ]))
}

output "descriptions" {
  description = "Every text that AWS is to keep."
  value = concat(
    [for group in values(var.security_groups) : group.description],
    flatten([for group in values(var.security_groups) : [for rule in values(group.ingress) : rule.description]]),
    flatten([for rules in values(var.egress_rules) : [for rule in values(rules) : rule.description]]),
  )
}
