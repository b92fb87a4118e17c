# What a root is told about machines, and which of them are refused.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "many" {
  command = plan
  variables {
    enable_high_availability = true
    control_plane            = { instance_type = "m7g.large", architecture = "arm64" }
    node_pools = merge(
      {
        batch = {
          count   = 0
          maximum = 8
          minimum = 0
          disk_gb = 100

          instance_type = "t3.medium"
          architecture  = "amd64"
          name_prefix   = "batch"
          labels        = { "shop.example/for" = "batch", "node.kubernetes.io/disk" = "big" }
          taints        = [{ key = "batch", effect = "NoSchedule" }]
        }
      },
      # Every family has its processor, or it would be refused.
      {
        for name, pool in {
          a = "arm64 t4g.small", b = "arm64 c7gn.large", c = "arm64 r8g.large", d = "arm64 x2gd.medium", e = "arm64 im4gn.large",
          f = "arm64 a1.large", g = "arm64 i8ge.large", h = "arm64 is4gen.medium", i = "arm64 g5g.xlarge",
          n = "amd64 g4dn.xlarge", o = "amd64 g6.xlarge", p = "amd64 m7i-flex.large", q = "amd64 c6a.large", r = "amd64 gr6.4xlarge", s = "amd64 m5zn.large"
          } : "family-${name}" => {
          count   = 1
          maximum = null
          minimum = null
          disk_gb = 30

          name_prefix   = name
          architecture  = split(" ", pool)[0]
          instance_type = split(" ", pool)[1]
          labels        = {}
          taints        = []
        }
      },
    )
  }

  assert {
    condition     = length(output.node_pools) == 16
    error_message = "A family is taken for one of the other processor."
  }
}

run "each_control_plane_has_the_address_that_its_node_has" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    # Two of them are in one subnet, so their addresses must differ there.
    condition     = run.many.control_plane.addresses == ["10.0.1.10", "10.0.2.11", "10.0.1.12"] && run.many.control_plane.subnets == ["private-a", "private-b", "private-a"]
    error_message = "The control planes are elsewhere: ${jsonencode(run.many.control_plane)}"
  }
  assert {
    condition = run.many.control_plane.addresses == [
      for node in run.many.nodes : cidrhost(run.many.private_subnets[node.subnet].cidr_block, node.host_number) if node.role == "control-plane"
    ]
    error_message = "The control planes have other addresses than their nodes: ${jsonencode(run.many.control_plane.addresses)}"
  }
}

run "a_pool_may_be_empty_grow_and_be_set_apart" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.many.node_pools.batch.minimum == 0 && run.many.node_pools.batch.maximum == 8 && run.many.node_pools.batch.disk_gb == 100
    error_message = "The pool is another: ${jsonencode(run.many.node_pools.batch)}"
  }
  assert {
    condition     = jsonencode(run.many.node_pools.batch.labels) == jsonencode({ "node.kubernetes.io/disk" = "big", "shop.example/for" = "batch" }) && jsonencode(run.many.node_pools.batch.taints) == jsonencode([{ effect = "NoSchedule", key = "batch", value = "" }])
    error_message = "The pool's nodes are marked in another way: ${jsonencode(run.many.node_pools.batch)}"
  }
}

run "what_a_pool_does_not_say_is_decided" {
  command = plan

  assert {
    condition = jsonencode(output.node_pools.workers) == jsonencode({
      instance_type   = "t3.medium"
      architecture    = "amd64"
      count           = 2
      minimum         = 2
      maximum         = 3
      disk_gb         = 30
      labels          = {}
      taints          = []
      security_groups = ["worker", "node"]
    })
    error_message = "A pool is another: ${jsonencode(output.node_pools.workers)}"
  }
  assert {
    condition = jsonencode(output.control_plane) == jsonencode({
      instance_type   = "t3.medium"
      architecture    = "amd64"
      disk_gb         = 30
      etcd_disk_gb    = 10
      count           = 1
      security_groups = ["control-plane", "node"]
      subnets         = ["private-a"]
      addresses       = ["10.0.1.10"]
    })
    error_message = "The control plane is another: ${jsonencode(output.control_plane)}"
  }
}

run "a_processor_that_the_machine_has_not_is_refused" {
  command = plan
  variables {
    control_plane = { instance_type = "t3.medium", architecture = "arm64" }
    node_pools    = { workers = { count = 2, name_prefix = "w", instance_type = "t4g.medium" } }
  }
  expect_failures = [var.control_plane, var.node_pools]
}

run "machines_that_cannot_be_are_refused" {
  command = plan
  variables {
    # Etcd and what a restore keeps do not fit.
    control_plane = { etcd_disk_gb = 5 }
    # More than there may be.
    node_pools = { workers = { count = 3, name_prefix = "w", maximum = 2 } }
    # Capitals.
    backup = { bucket = "Backups", prefix = "shop" }
  }
  expect_failures = [var.control_plane, var.node_pools, var.backup]
}

run "labels_that_a_kubelet_may_not_give_itself_are_refused" {
  command = plan
  variables {
    # No type.
    control_plane = { instance_type = "medium" }
    node_pools    = { workers = { count = 2, name_prefix = "w", labels = { "node-role.kubernetes.io/worker" = "" } } }
    # Not a directory's name.
    backup = { bucket = "backups", prefix = "/shop/" }
  }
  expect_failures = [var.control_plane, var.node_pools, var.backup]
}

run "taints_without_an_effect_are_refused" {
  command = plan
  variables {
    # Half a disk.
    control_plane = { disk_gb = 30.5 }
    # Not of the processor that is there.
    aws_cli    = { version = "2.31.0", sha256 = { arm64 = "1111111111111111111111111111111111111111111111111111111111111111" } }
    node_pools = { workers = { count = 2, name_prefix = "w", taints = [{ key = "batch", effect = "Never" }] } }
  }
  expect_failures = [var.control_plane, var.node_pools]
}

run "an_aws_cli_that_is_another_one_every_day_is_refused" {
  command = plan
  variables {
    aws_cli = { version = "latest", sha256 = { amd64 = "1111111111111111111111111111111111111111111111111111111111111111" } }
  }
  expect_failures = [var.aws_cli]
}

run "an_aws_cli_of_another_processor_is_refused" {
  command = plan
  variables {
    aws_cli = { version = "2.31.0", sha256 = { arm64 = "1111111111111111111111111111111111111111111111111111111111111111" } }
  }
  expect_failures = [var.aws_cli]
}
