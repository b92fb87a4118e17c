# What is refused: every variable or rule of a run is wrong, each in the way that the comment above it says.

mock_provider "aws" {}

variables {
  cluster_name = "shop"
  vpc_id       = "vpc-0123456789abcdef0"
  security_groups = {
    node = { description = "Nodes", ingress = {} }
  }
  egress_rules = {}
}

run "what_is_not_of_the_right_form_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # A name.
    vpc_id = "main"
    # A space in a name.
    security_groups = { "the nodes" = { description = "Nodes", ingress = {} } }
  }
  expect_failures = [var.cluster_name, var.vpc_id, var.security_groups]
}

run "what_ec2_takes_for_the_id_of_a_group_is_refused" {
  command = plan
  variables {
    cluster_name = "sg-shop"
  }
  expect_failures = [var.cluster_name]
}

run "what_ec2_does_not_take_as_a_description_is_refused" {
  command = plan
  variables {
    # An apostrophe.
    security_groups = {
      node = {
        description = "Nodes"
        ingress     = { vxlan = { description = "another node's pods", ip_protocol = "udp", from_port = 4789, to_port = 4789, source_security_group = "node" } }
      }
    }
  }
  expect_failures = [var.security_groups]
}

run "nor_is_it_taken_for_what_leaves_nor_what_leaves_a_group_that_there_is_not" {
  command = plan
  variables {
    # A backtick.
    egress_rules = {
      node  = { https = { description = "`apt`", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" } }
      nodes = {}
    }
  }
  expect_failures = [var.egress_rules]
}

run "a_group_without_a_description_is_refused" {
  command = plan
  variables {
    security_groups = { node = { description = "", ingress = {} } }
  }
  expect_failures = [var.security_groups]
}

run "rules_that_are_of_nobody_of_two_or_of_everything_are_refused" {
  command = plan
  variables {
    security_groups = {
      node = {
        description = "Nodes"
        ingress = {
          neither     = { description = "a", ip_protocol = "tcp", from_port = 10250, to_port = 10250 }
          both        = { description = "a", ip_protocol = "tcp", from_port = 10250, to_port = 10250, cidr_ipv4 = "10.0.0.0/16", source_security_group = "node" }
          no-network  = { description = "a", ip_protocol = "tcp", from_port = 10250, to_port = 10250, cidr_ipv4 = "10.0.0.0" }
          everything  = { description = "a", ip_protocol = "-1", from_port = -1, to_port = -1, source_security_group = "node" }
          every-port  = { description = "a", ip_protocol = "tcp", from_port = 1, to_port = 65535, source_security_group = "node" }
          every-icmp  = { description = "a", ip_protocol = "icmp", from_port = -1, to_port = -1, source_security_group = "node" }
          backwards   = { description = "a", ip_protocol = "tcp", from_port = 2380, to_port = 2379, source_security_group = "node" }
          world       = { description = "a", ip_protocol = "tcp", from_port = 6443, to_port = 6443, cidr_ipv4 = "0.0.0.0/0" }
          web         = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
          half-of-it  = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "128.0.0.0/1" }
          a-good-rule = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "10.0.0.0/16" }
        }
      }
      load-balancer = {
        description = "The public load balancer"
        ingress = {
          http = { description = "a", ip_protocol = "tcp", from_port = 80, to_port = 80, cidr_ipv4 = "0.0.0.0/0" }
          ssh  = { description = "a", ip_protocol = "tcp", from_port = 22, to_port = 22, cidr_ipv4 = "0.0.0.0/0" }
          quic = { description = "a", ip_protocol = "udp", from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
          from = { description = "a", ip_protocol = "tcp", from_port = 80, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
        }
      }
    }
    egress_rules = {
      node = {
        neither    = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443 }
        both       = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0", destination_security_group = "node" }
        no-network = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "everywhere" }
        everything = { description = "a", ip_protocol = "-1", from_port = 0, to_port = 0, cidr_ipv4 = "0.0.0.0/0" }
        https      = { description = "a", ip_protocol = "tcp", from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
      }
    }
  }
  expect_failures = [
    aws_vpc_security_group_ingress_rule.this["node/neither"],
    aws_vpc_security_group_ingress_rule.this["node/both"],
    aws_vpc_security_group_ingress_rule.this["node/no-network"],
    aws_vpc_security_group_ingress_rule.this["node/everything"],
    aws_vpc_security_group_ingress_rule.this["node/every-port"],
    aws_vpc_security_group_ingress_rule.this["node/every-icmp"],
    aws_vpc_security_group_ingress_rule.this["node/backwards"],
    aws_vpc_security_group_ingress_rule.this["node/world"],
    aws_vpc_security_group_ingress_rule.this["node/web"],
    aws_vpc_security_group_ingress_rule.this["node/half-of-it"],
    aws_vpc_security_group_ingress_rule.this["load-balancer/ssh"],
    aws_vpc_security_group_ingress_rule.this["load-balancer/quic"],
    aws_vpc_security_group_ingress_rule.this["load-balancer/from"],
    aws_vpc_security_group_egress_rule.this["node/neither"],
    aws_vpc_security_group_egress_rule.this["node/both"],
    aws_vpc_security_group_egress_rule.this["node/no-network"],
    aws_vpc_security_group_egress_rule.this["node/everything"],
  ]
}

run "groups_that_there_are_not_are_refused" {
  command = plan
  variables {
    security_groups = {
      node = { description = "Nodes", ingress = { kubelet = { description = "a", ip_protocol = "tcp", from_port = 10250, to_port = 10250, source_security_group = "control-plane" } } }
    }
    egress_rules = {
      node = { api = { description = "a", ip_protocol = "tcp", from_port = 6443, to_port = 6443, destination_security_group = "control-plane" } }
    }
  }
  expect_failures = [
    aws_vpc_security_group_ingress_rule.this["node/kubelet"],
    aws_vpc_security_group_egress_rule.this["node/api"],
  ]
}
