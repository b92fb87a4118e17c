# What every machine is told beside its scripts, whose own behaviour tests/scripts.sh tries.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools = {
    workers = { count = 2, name_prefix = "w" }
    batch   = { count = 1, name_prefix = "b", labels = { "shop.example/for" = "batch", disk = "big" }, taints = [{ key = "batch", effect = "NoSchedule" }] }
  }
  runner                   = { version = "2.330.0", architecture = "arm64", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  enable_high_availability = true
  backup                   = { bucket = "shop-backup", prefix = "etcd" }
  aws_cli = {
    version = "2.31.0"
    sha256 = {
      amd64 = "1111111111111111111111111111111111111111111111111111111111111111"
      arm64 = "2222222222222222222222222222222222222222222222222222222222222222"
    }
  }
}

run "full" {
  command = plan
}

run "only_root_reads_what_is_written_and_nobody_else_runs_it" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue(flatten([
      for text in values(run.full.user_data) : [
        for file in yamldecode(text).write_files : file.permissions == (
          endswith(file.path, ".sh") ? "0700" : startswith(file.path, "/etc/systemd/system/") ? "0644" : "0600"
        ) && !can(file.owner)
      ]
    ]))
    error_message = "A file has other permissions than 0700 for scripts, 0644 for units and 0600 for all else."
  }
}

run "what_is_done_once_is_not_done_again" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = {
      for line in distinct(flatten([
        for machine in ["control-plane", "control-plane/join", "worker/workers"] : [
          for file in yamldecode(run.full.user_data[machine]).write_files :
          "${basename(file.path)} ${try(regex("(?m)^ConditionPathExists=(.*)$", file.content)[0], "always")}" if endswith(file.path, ".service")
        ]
      ])) : split(" ", line)[0] => split(" ", line)[1]
      } == {
      "cert-check.service"         = "/var/lib/ninehops/initialized"
      "control-plane-join.service" = "!/var/lib/ninehops/initialized"
      "cp-init.service"            = "!/var/lib/ninehops/initialized"
      "cp-network.service"         = "!/var/lib/ninehops/networked"
      "etcd-backup.service"        = "/var/lib/ninehops/initialized"
      "etcd-restore.service"       = "!/var/lib/ninehops/restore-decided"
      "etcd-volume.service"        = "always"
      "node-drain@.service"        = "always"
      "node-lifecycle.service"     = "/var/lib/ninehops/initialized"
      "node-prep.service"          = "!/var/lib/ninehops/prepared"
      "publish-join.service"       = "/var/lib/ninehops/initialized"
      "status.service"             = "/var/lib/ninehops/initialized"
      "worker-join.service"        = "!/var/lib/ninehops/joined"
    }
    error_message = "A unit runs again after it succeeded, or before it can."
  }
}

run "etcd_never_begins_beside_its_disk" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue([
      for machine in ["control-plane", "control-plane/join"] : length([
        for file in yamldecode(run.full.user_data[machine]).write_files : file.path
        if can(regex("\nExecStartPre=(/usr/bin/mountpoint -q /var/lib/etcd|/usr/local/lib/ninehops/etcd-mounted.sh)\n", file.content))
        && can(regex("/(cp-init.service|control-plane-join.service|kubelet.service.d/20-etcd-volume.conf)$", file.path))
      ]) == 2
    ])
    error_message = "The kubelet or kubeadm starts without etcd's disk."
  }
}

run "of_several_control_planes_one_publishes_says_and_answers_ec2" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue([
      for machine in ["control-plane", "control-plane/join"] : toset([
        for file in yamldecode(run.full.user_data[machine]).write_files : basename(file.path)
        if strcontains(file.content, "\nExecCondition=/usr/local/lib/ninehops/leads.sh\n")
      ]) == toset(["node-lifecycle.service", "publish-join.service", "status.service"])
    ])
    error_message = "Two control planes do what one shall do."
  }
}

run "nodes_are_labelled_and_tainted_as_their_pool_says" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = { for machine, text in run.full.user_data : machine => regex("NODE_LABELS=(.*)\n", text)[0] if machine != "runner" } == {
      "control-plane"      = "ninehops.internal/pool=control-plane"
      "control-plane/join" = "ninehops.internal/pool=control-plane"
      "worker/batch"       = "ninehops.internal/pool=batch,disk=big,shop.example/for=batch"
      "worker/workers"     = "ninehops.internal/pool=workers"
    }
    error_message = "Nodes have other labels."
  }
  assert {
    condition = {
      for machine, text in run.full.user_data : machine => [
        for file in yamldecode(text).write_files : jsonencode(try(jsondecode(file.content).nodeRegistration.taints, "none")) if endswith(file.path, "/join.json")
      ] if startswith(machine, "worker/")
      } == {
      "worker/batch"   = [jsonencode([{ effect = "NoSchedule", key = "batch", value = "" }])]
      "worker/workers" = [jsonencode("none")]
    }
    error_message = "Nodes have other taints."
  }
  assert {
    condition = [
      for file in yamldecode(run.full.user_data["control-plane/join"]).write_files : jsonencode(jsondecode(file.content).controlPlane) if endswith(file.path, "/join.json")
    ] == [jsonencode({ localAPIEndpoint = { bindPort = 6443 } })]
    error_message = "A control plane joins as a worker."
  }
}

run "the_aws_cli_is_pinned_where_it_is_wanted" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue([
      for machine, wanted in { "worker/workers" = "x86_64-2.31.0.zip\nAWS_CLI_SHA256=1111", runner = "aarch64-2.31.0.zip\nAWS_CLI_SHA256=2222" } :
      anytrue([for file in yamldecode(run.full.user_data[machine]).write_files : strcontains(file.content, "AWS_CLI_ARCHIVE=https://awscli.amazonaws.com/awscli-exe-linux-${wanted}")])
    ])
    error_message = "A machine has another AWS CLI, or that of another processor."
  }
}

run "a_worker_gives_up_also_when_it_cannot_be_prepared" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue([
      for file in yamldecode(run.full.user_data["worker/workers"]).write_files :
      !strcontains(file.content, "ExecStartPre=") && !strcontains(file.content, "Requires=") if endswith(file.path, "/worker-join.service")
    ])
    error_message = "The script that knows the deadline waits for another unit, which may fail for ever."
  }
  assert {
    condition     = regex("JOIN_DEADLINE_SECONDS=([0-9]+)", run.full.user_data["worker/workers"])[0] == "1200"
    error_message = "A worker has other than 20 minutes to join."
  }
}

run "a_token_outlives_two_runs_of_the_timer" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = (
      tonumber(regex("JOIN_TOKEN_TTL=([0-9]+)m0s", run.full.user_data.control-plane)[0])
      > 2 * tonumber(regex("OnCalendar=\\*:0/([0-9]+)", run.full.user_data.control-plane)[0])
    )
    error_message = "One missed run of the timer leaves workers with a token that has run out."
  }
}

run "a_node_is_what_its_kubelet_demands" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue(flatten([
      for machine in ["control-plane", "worker/workers"] : [
        for line in ["net.ipv4.ip_forward = 1", "net.bridge.bridge-nf-call-iptables = 1", "vm.overcommit_memory = 1", "vm.panic_on_oom = 0", "kernel.panic = 10", "kernel.panic_on_oops = 1"] :
        contains(flatten([
          for file in yamldecode(run.full.user_data[machine]).write_files : split("\n", file.content) if file.path == "/etc/sysctl.d/90-ninehops.conf"
        ]), line)
      ]
    ]))
    error_message = "A kernel parameter is missing: packets of pods are not routed, or the kubelet does not start."
  }
  assert {
    condition = alltrue([
      for machine in ["control-plane", "worker/workers"] : contains(flatten([
        for file in yamldecode(run.full.user_data[machine]).write_files : split("\n", file.content) if file.path == "/etc/ninehops/containerd.toml"
      ]), "SystemdCgroup = true")
    ])
    error_message = "containerd and the kubelet would manage control groups in two ways."
  }
}

run "pods_have_the_time_to_end_that_the_kubelet_promises" {
  command = plan
  module { source = "./tests/nothing" }

  # Of two files with the same setting that with the later name counts: Ubuntu's is unattended-upgrades-logind-maxdelay.conf.
  assert {
    condition = alltrue([
      for machine in ["control-plane", "control-plane/join", "worker/workers"] : [
        for file in yamldecode(run.full.user_data[machine]).write_files : file.content
        if startswith(file.path, "/etc/systemd/logind.conf.d/") && sort([basename(file.path), "unattended-upgrades-logind-maxdelay.conf"])[1] == basename(file.path)
      ] == ["[Login]\nInhibitDelayMaxSec=${trimsuffix(run.full.kubeadm.kubelet_configuration.shutdownGracePeriod, "s")}\n"]
    ])
    error_message = "logind lets a machine go before its pods have ended."
  }
}

run "a_job_has_a_user_of_its_own_and_the_machine_no_more_than_one_job" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue([
      for file in yamldecode(run.full.user_data.runner).write_files :
      strcontains(file.content, "\n\t\tmeta skuid != root ip daddr 169.254.169.254 reject\n\t\tmeta skuid != root ip6 daddr fd00:ec2::254 reject\n") if file.path == "/etc/ninehops/runner.nft"
    ])
    error_message = "A job can have the credentials of its machine."
  }
  assert {
    condition     = contains([for user in yamldecode(run.full.user_data.runner).users : jsonencode(user)], jsonencode({ name = "runner", shell = "/bin/bash", lock_passwd = true }))
    error_message = "The user `runner` has a password, or is another."
  }
  assert {
    condition     = jsonencode(yamldecode(run.full.user_data.runner).power_state) == jsonencode({ mode = "poweroff", delay = 60 })
    error_message = "A job that hangs keeps its machine."
  }
}

run "only_a_cluster_with_a_backup_saves_and_restores" {
  command = plan
  variables { backup = null }

  assert {
    condition     = length([for file in yamldecode(output.user_data.control-plane).write_files : file.path if can(regex("etcd-(backup|restore)", file.path))]) == 0
    error_message = "Something is saved to nowhere, or brought back from there."
  }
}

