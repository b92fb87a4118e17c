variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  node_pools = {
    workers = { count = 2, name_prefix = "w" }
    arm     = { count = 1, name_prefix = "arm-", architecture = "arm64", instance_type = "t4g.medium" }
  }
}

run "plain" {
  command = plan
}

run "the_vpc_the_pods_and_the_services_have_no_address_in_common" {
  command = plan
  module { source = "./tests/overlaps" }
  variables {
    cidrs = [run.plain.network.vpc_cidr, run.plain.network.pod_cidr, run.plain.network.service_cidr]
  }

  assert {
    condition     = length(output.pairs) == 0
    error_message = "Networks overlap: ${jsonencode(output.pairs)}"
  }
}

run "no_two_subnets_have_an_address_in_common" {
  command = plan
  module { source = "./tests/overlaps" }
  variables {
    cidrs = concat(values(run.plain.subnets)[*].cidr_block, run.plain.nodes[*].pod_cidr)
  }

  assert {
    condition     = length(output.pairs) == 0
    error_message = "Networks overlap: ${jsonencode(output.pairs)}"
  }
}

run "the_test_itself_knows_an_overlap" {
  command = plan
  module { source = "./tests/overlaps" }
  variables {
    cidrs = ["10.0.0.0/16", "10.1.0.0/16", "10.0.7.0/24", "10.0.7.0/24"]
  }

  assert {
    condition     = length(output.pairs) == 3
    error_message = "Not every overlap is known: ${jsonencode(output.pairs)}"
  }
}

run "networks_are_where_they_belong" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = alltrue([for subnet in values(run.plain.subnets) : cidrhost("${split("/", subnet.cidr_block)[0]}/16", 0) == cidrhost(run.plain.network.vpc_cidr, 0)])
    error_message = "A subnet is outside the VPC."
  }
  assert {
    condition     = length(distinct(run.plain.nodes[*].pod_cidr)) == 4 && alltrue([for node in run.plain.nodes : cidrhost("${split("/", node.pod_cidr)[0]}/16", 0) == cidrhost(run.plain.network.pod_cidr, 0)])
    error_message = "Nodes' networks of pods are not parts of the pods' network, each its own."
  }
  assert {
    condition     = run.plain.network.cluster_dns == "10.96.0.10"
    error_message = "The cluster's DNS is not at the tenth address of Services."
  }
}

run "each_zone_has_a_private_and_a_public_subnet" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = { for name, subnet in run.plain.subnets : name => "${subnet.zone} ${subnet.cidr_block} ${subnet.public}" } == {
      private-a = "eu-central-1a 10.0.1.0/24 false"
      private-b = "eu-central-1b 10.0.2.0/24 false"
      private-c = "eu-central-1c 10.0.3.0/24 false"
      public-a  = "eu-central-1a 10.0.101.0/24 true"
      public-b  = "eu-central-1b 10.0.102.0/24 true"
      public-c  = "eu-central-1c 10.0.103.0/24 true"
    }
    error_message = "The subnets are others: ${jsonencode(run.plain.subnets)}"
  }
  assert {
    condition     = run.plain.private_subnets[*].name == ["private-a", "private-b", "private-c"]
    error_message = "The private subnets are not in the order of the zones."
  }
}

run "nodes_take_turns_in_the_private_subnets" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = [for node in run.plain.nodes : "${node.name} ${node.pool} ${node.subnet} ${node.host_number}"] == ["cp control-plane 0 10", "arm-1 arm 1 11", "w1 workers 2 12", "w2 workers 0 13"]
    error_message = "The nodes are others: ${jsonencode(run.plain.nodes)}"
  }
  assert {
    condition     = { for node in run.plain.nodes : node.role => join(" ", node.security_groups)... } == { control-plane = ["control-plane node"], worker = ["worker node", "worker node", "worker node"] }
    error_message = "A node is in the wrong groups."
  }
  assert {
    condition     = run.plain.node_pools.arm.architecture == "arm64" && run.plain.node_pools.workers.architecture == "amd64" && run.plain.control_plane.count == 1
    error_message = "A pool's machines are not those that were asked for."
  }
}

run "high_availability_is_three_control_planes_in_three_zones" {
  command = plan
  variables {
    enable_high_availability = true
    generation               = "7f3"
  }

  assert {
    condition     = [for node in output.nodes : "${node.name} ${node.subnet}" if node.role == "control-plane"] == ["cp1 0", "cp2 1", "cp3 2"]
    error_message = "The control planes are others: ${jsonencode(output.nodes)}"
  }
}

run "names_and_paths_begin_with_the_cluster" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.high_availability_is_three_control_planes_in_three_zones.api_server == { name = "api.shop.internal", port = 6443, zone = "shop.internal" }
    error_message = "The API server has another name."
  }
  assert {
    condition = run.high_availability_is_three_control_planes_in_three_zones.parameter_paths == {
      ca_certificate     = "/shop/7f3/ca-certificate"
      control_plane_join = "/shop/7f3/control-plane-join"
      join               = "/shop/7f3/join"
      platform           = "/shop/platform"
      restore            = "/shop/7f3/restore"
      runner             = "/shop/runner"
      status             = "/shop/7f3/status"
    }
    error_message = "Parameters have other paths: a cluster made anew must not read what an old one published."
  }
  assert {
    condition     = run.high_availability_is_three_control_planes_in_three_zones.parameter_key == "alias/shop"
    error_message = "Parameters are encrypted with a key that is not the cluster's own."
  }
}
