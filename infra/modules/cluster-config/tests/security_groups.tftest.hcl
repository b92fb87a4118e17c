variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "plain" {
  command = plan
}

run "plain_rules" {
  command = plan
  module { source = "./tests/rules" }
  variables {
    security_groups = run.plain.security_groups
    egress_rules    = run.plain.egress_rules
  }

  # The ports that Kubernetes and Calico's VXLAN need, from their documentation, and not one more.
  assert {
    condition = output.ingress == toset([
      "control-plane < node tcp 6443-6443",
      "control-plane < runner tcp 6443-6443",
      "load-balancer < 0.0.0.0/0 tcp 443-443",
      "load-balancer < 0.0.0.0/0 tcp 80-80",
      "node < control-plane tcp 10250-10250",
      "node < node icmp 3-4",
      "node < node tcp 10250-10250",
      "node < node tcp 5473-5473",
      "node < node udp 4789-4789",
      "worker < load-balancer tcp 30080-30080",
      "worker < load-balancer tcp 30081-30081",
      "worker < load-balancer tcp 30443-30443",
    ])
    error_message = "The rules are not those of the port table: ${jsonencode(output.ingress)}"
  }
  assert {
    condition = output.egress == toset([
      "control-plane > node tcp 10250-10250",
      "load-balancer > worker tcp 30080-30080",
      "load-balancer > worker tcp 30081-30081",
      "load-balancer > worker tcp 30443-30443",
      "node > 0.0.0.0/0 tcp 443-443",
      "node > 0.0.0.0/0 tcp 80-80",
      "node > control-plane tcp 6443-6443",
      "node > node icmp 3-4",
      "node > node tcp 10250-10250",
      "node > node tcp 5473-5473",
      "node > node udp 4789-4789",
      "runner > 0.0.0.0/0 tcp 443-443",
      "runner > 0.0.0.0/0 tcp 80-80",
      "runner > control-plane tcp 6443-6443",
    ])
    error_message = "What leaves the groups is not what others admit, the Internet's ports and no more: ${jsonencode(output.egress)}"
  }
  assert {
    condition     = alltrue([for text in output.descriptions : can(regex("^[A-Za-z0-9. _:/()#,@+=&;{}!$*\\[\\]-]{1,255}$", text))])
    error_message = "EC2 refuses a description with other characters: ${jsonencode(output.descriptions)}"
  }
}

run "no_rule_names_a_group_that_is_not_there" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for group in values(output.security_groups) : [
        for rule in values(group.ingress) : !can(rule.source_security_group) || contains(keys(output.security_groups), try(rule.source_security_group, ""))
      ]
    ]))
    error_message = "A rule's source is no group."
  }
  assert {
    condition     = alltrue([for node in output.nodes : length(setsubtract(node.security_groups, keys(output.security_groups))) == 0])
    error_message = "A node is in a group that is not there."
  }
}

run "only_the_load_balancer_is_open_to_everybody" {
  command = plan
  variables {
    enable_monitoring        = true
    enable_high_availability = true
  }

  assert {
    condition = alltrue(flatten([
      for name, group in output.security_groups : [for rule in values(group.ingress) : !can(rule.cidr_ipv4)] if name != "load-balancer"
    ]))
    error_message = "A group other than the load balancer's admits a network."
  }
  assert {
    condition = alltrue(flatten([
      for name, group in output.security_groups : [
        for rule in values(group.ingress) : rule.ip_protocol == "icmp" || !(rule.from_port <= 22 && 22 <= rule.to_port)
      ]
    ]))
    error_message = "A rule admits SSH."
  }
}

run "monitored" {
  command = plan
  variables { enable_monitoring = true }
}

run "monitored_rules" {
  command = plan
  module { source = "./tests/rules" }
  variables {
    security_groups = run.monitored.security_groups
    egress_rules    = run.monitored.egress_rules
  }

  assert {
    condition = setsubtract(output.ingress, run.plain_rules.ingress) == toset([
      "control-plane < worker tcp 10257-10257",
      "control-plane < worker tcp 10259-10259",
      "control-plane < worker tcp 2381-2381",
      "node < worker tcp 10249-10249",
      "node < worker tcp 9091-9091",
      "node < worker tcp 9093-9093",
      "node < worker tcp 9100-9100",
    ])
    error_message = "Monitoring does not add exactly the ports of metrics."
  }
  assert {
    condition     = length(setsubtract(run.plain_rules.ingress, output.ingress)) == 0
    error_message = "Monitoring takes a rule away."
  }
}

run "highly_available" {
  command = plan
  variables { enable_high_availability = true }
}

run "highly_available_rules" {
  command = plan
  module { source = "./tests/rules" }
  variables {
    security_groups = run.highly_available.security_groups
    egress_rules    = run.highly_available.egress_rules
  }

  assert {
    condition = setsubtract(output.ingress, run.plain_rules.ingress) == toset([
      "api-load-balancer < node tcp 6443-6443",
      "api-load-balancer < runner tcp 6443-6443",
      "control-plane < api-load-balancer tcp 6443-6443",
      "control-plane < control-plane tcp 2379-2380",
    ])
    error_message = "High availability does not add exactly etcd's ports and those of the API server's load balancer."
  }
  assert {
    condition     = length(setsubtract(run.plain_rules.ingress, output.ingress)) == 0
    error_message = "High availability takes a rule away."
  }
  assert {
    condition = setsubtract(output.egress, run.plain_rules.egress) == toset([
      "api-load-balancer > control-plane tcp 6443-6443",
      "control-plane > control-plane tcp 2379-2380",
      "node > api-load-balancer tcp 6443-6443",
      "runner > api-load-balancer tcp 6443-6443",
    ])
    error_message = "What high availability admits is not let out: ${jsonencode(output.egress)}"
  }
}

run "each_node_port_has_a_rule_of_its_own" {
  command = plan
  variables { node_ports = { game = 31000 } }

  assert {
    condition     = [for key, rule in output.security_groups.worker.ingress : "${key} ${rule.from_port} ${rule.to_port} ${rule.source_security_group}"] == ["node-port-game 31000 31000 load-balancer"]
    error_message = "Not every NodePort is open to the load balancer alone."
  }
}
