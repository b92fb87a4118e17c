# What becomes of the table of rules, with the one that cluster-config has.

# Applied, for ids are known only then.
mock_provider "aws" {}

variables {
  cluster_name = "shop"
  vpc_id       = "vpc-0123456789abcdef0"
}

run "cluster" {
  command = plan
  module { source = "./tests/cluster" }
}

run "every_rule_of_the_table_is_made_and_no_other" {
  command = apply
  variables {
    security_groups = run.cluster.security_groups
    egress_rules    = run.cluster.egress_rules
  }

  assert {
    condition = toset(keys(aws_vpc_security_group_ingress_rule.this)) == toset(flatten([
      for group, content in var.security_groups : [for key in keys(content.ingress) : "${group}/${key}"]
    ]))
    error_message = "Ingress differs: ${jsonencode(keys(aws_vpc_security_group_ingress_rule.this))}"
  }
  assert {
    condition = toset(keys(aws_vpc_security_group_egress_rule.this)) == toset(flatten([
      for group, rules in var.egress_rules : [for key in keys(rules) : "${group}/${key}"]
    ]))
    error_message = "Egress differs: ${jsonencode(keys(aws_vpc_security_group_egress_rule.this))}"
  }
  assert {
    condition     = toset(keys(output.security_group_ids)) == toset(keys(var.security_groups))
    error_message = "Groups are missing: ${jsonencode(output.security_group_ids)}"
  }
}

run "names_of_groups_become_their_ids" {
  command = apply
  variables {
    security_groups = run.cluster.security_groups
    egress_rules    = run.cluster.egress_rules
  }

  assert {
    condition = alltrue(flatten([
      for group, content in var.security_groups : [
        for key, rule in content.ingress : [
          aws_vpc_security_group_ingress_rule.this["${group}/${key}"].security_group_id == output.security_group_ids[group],
          rule.source_security_group == null || try(aws_vpc_security_group_ingress_rule.this["${group}/${key}"].referenced_security_group_id == output.security_group_ids[rule.source_security_group], false),
          rule.source_security_group != null || try(aws_vpc_security_group_ingress_rule.this["${group}/${key}"].cidr_ipv4 == rule.cidr_ipv4, false),
        ]
      ]
    ]))
    error_message = "An ingress rule is of another group, or lets in another."
  }
  assert {
    condition = alltrue(flatten([
      for group, rules in var.egress_rules : [
        for key, rule in rules : [
          aws_vpc_security_group_egress_rule.this["${group}/${key}"].security_group_id == output.security_group_ids[group],
          rule.destination_security_group == null || try(aws_vpc_security_group_egress_rule.this["${group}/${key}"].referenced_security_group_id == output.security_group_ids[rule.destination_security_group], false),
          rule.destination_security_group != null || try(aws_vpc_security_group_egress_rule.this["${group}/${key}"].cidr_ipv4 == rule.cidr_ipv4, false),
        ]
      ]
    ]))
    error_message = "An egress rule is of another group, or leads to another."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["node/self-vxlan"].referenced_security_group_id == aws_security_group.this["node"].id
    error_message = "Nodes do not let each other in."
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.this["node/self-icmp"].ip_protocol == "icmp"
      && aws_vpc_security_group_ingress_rule.this["node/self-icmp"].from_port == 3
      && aws_vpc_security_group_ingress_rule.this["node/self-icmp"].to_port == 4
    )
    error_message = "Nodes do not learn which packets are too long."
  }
}

run "only_visitors_of_the_load_balancer_come_from_the_world_and_ssh_from_nowhere" {
  command = apply
  variables {
    security_groups = run.cluster.security_groups
    egress_rules    = run.cluster.egress_rules
  }

  assert {
    condition = toset([
      for name, rule in aws_vpc_security_group_ingress_rule.this : "${name} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}" if rule.cidr_ipv4 != null
    ]) == toset(["load-balancer/http tcp 80-80", "load-balancer/https tcp 443-443"])
    error_message = "Other rules let in networks."
  }
  assert {
    condition     = alltrue([for rule in values(aws_vpc_security_group_ingress_rule.this) : rule.from_port > 22 || rule.to_port < 22])
    error_message = "Port 22 is open."
  }
}

run "everything_says_what_it_is" {
  command = apply
  variables {
    security_groups = run.cluster.security_groups
    egress_rules    = run.cluster.egress_rules
  }

  assert {
    condition = alltrue([
      for name, group in aws_security_group.this :
      group.tags == tomap({ Name = "shop-${name}", Component = "security" }) && group.name_prefix == "shop-${name}-" && group.description == var.security_groups[name].description
    ])
    error_message = "A group has other tags, another name or another description."
  }
  assert {
    condition = alltrue([
      for name, rule in merge(aws_vpc_security_group_ingress_rule.this, aws_vpc_security_group_egress_rule.this) :
      rule.tags.Component == "security" && length(rule.description) > 0
    ])
    error_message = "A rule does not say why it is."
  }
}
