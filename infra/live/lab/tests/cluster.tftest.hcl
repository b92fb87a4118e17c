run "the_committed_copy_is_what_terraform_puts_out" {
  command = plan

  assert {
    condition     = jsonencode(output.cluster) == jsonencode(jsondecode(file("cluster.json")))
    error_message = "cluster.json is another cluster than Terraform's. Renew it: `ninehops lab cluster > /tmp/cluster.json && mv /tmp/cluster.json infra/live/lab/cluster.json`."
  }
}

run "the_lab_is_drawn_at_its_largest" {
  command = plan

  assert {
    condition     = output.cluster.nodes[*].name == concat(["cp"], [for number in range(1, 21) : "w${number}"])
    error_message = "The nodes are others: ${jsonencode(output.cluster.nodes[*].name)}"
  }
  assert {
    condition     = output.cluster.nodes[*].host_number == [for number in range(10, 31) : number]
    error_message = "The nodes have other numbers in their subnets."
  }
  assert {
    condition = output.cluster.subnets == [
      { name = "private-a", zone = "lab-a", cidr_block = "10.0.1.0/24" },
      { name = "private-b", zone = "lab-b", cidr_block = "10.0.2.0/24" },
    ]
    error_message = "The subnets are others: ${jsonencode(output.cluster.subnets)}"
  }
  assert {
    condition     = output.cluster.nodes[*].subnet == [for number in range(21) : number % 2]
    error_message = "Nodes do not take turns in the subnets."
  }
}

run "a_reader_finds_no_null_and_no_name_that_leads_nowhere" {
  command = plan

  assert {
    condition     = !can(regex("[:\\[,]null[,}\\]]", jsonencode(output.cluster)))
    error_message = "Something is null."
  }
  assert {
    condition = length(setsubtract(
      concat(flatten(output.cluster.nodes[*].security_groups), output.cluster.internet_security_groups),
      keys(output.cluster.security_groups),
    )) == 0
    error_message = "A security group is named that is not there."
  }
  assert {
    condition = alltrue(flatten([
      for group in values(output.cluster.security_groups) : [
        for rule in values(group.ingress) : contains(keys(output.cluster.security_groups), try(rule.source_security_group, "node"))
      ]
    ]))
    error_message = "A rule's source is no group."
  }
}

run "no_file_on_the_control_plane_is_needed" {
  command = plan

  assert {
    condition = !can(output.cluster.kubeadm.cluster_configuration.apiServer.extraVolumes) && alltrue([
      for argument in output.cluster.kubeadm.cluster_configuration.apiServer.extraArgs : !startswith(argument.value, "/")
    ])
    error_message = "The lab has no cloud-init that would write a file for the API server."
  }
}

run "machines_are_of_the_same_cluster_and_start_as_on_aws" {
  command = plan

  assert {
    condition     = keys(output.machines.user_data) == ["control-plane", "worker/workers"]
    error_message = "There is user data for other machines: ${jsonencode(keys(output.machines.user_data))}"
  }
  assert {
    condition     = jsonencode(module.machines.nodes) == jsonencode(module.cluster.nodes) && output.machines.parameter_paths == output.cluster.parameter_paths
    error_message = "The machines are of another cluster than the lab's."
  }
  assert {
    condition = alltrue([
      for name in ["etcd-backup.service", "etcd-restore.service", "cp-access.service"] : strcontains(output.machines.user_data.control-plane, name)
    ])
    error_message = "The control plane lacks a unit that production has."
  }
}
