# What every machine is told beside its scripts, whose own behaviour tests/scripts.sh tries.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
  runner       = { version = "2.330.0", architecture = "arm64", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
}

run "only_root_reads_what_is_written_and_nobody_else_runs_it" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for text in values(output.user_data) : [
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

  assert {
    condition = {
      for file in concat(yamldecode(output.user_data.control-plane).write_files, yamldecode(output.user_data["worker/workers"]).write_files) :
      basename(file.path) => regex("(?m)^ConditionPathExists=(.*)$", file.content)[0]... if endswith(file.path, ".service")
      } == {
      "cp-init.service"      = ["!/var/lib/ninehops/initialized"]
      "node-prep.service"    = ["!/var/lib/ninehops/prepared", "!/var/lib/ninehops/prepared"]
      "publish-join.service" = ["/var/lib/ninehops/initialized"]
      "worker-join.service"  = ["!/var/lib/ninehops/joined"]
    }
    error_message = "A unit runs again after it succeeded, or before it can."
  }
}

run "a_worker_gives_up_also_when_it_cannot_be_prepared" {
  command = plan

  assert {
    condition = alltrue([
      for file in yamldecode(output.user_data["worker/workers"]).write_files :
      !strcontains(file.content, "ExecStartPre=") && !strcontains(file.content, "Requires=") if endswith(file.path, "/worker-join.service")
    ])
    error_message = "The script that knows the deadline waits for another unit, which may fail for ever."
  }
  assert {
    condition     = regex("JOIN_DEADLINE_SECONDS=([0-9]+)", output.user_data["worker/workers"])[0] == "1200"
    error_message = "A worker has other than 20 minutes to join."
  }
}

run "a_token_outlives_two_runs_of_the_timer" {
  command = plan

  assert {
    condition = (
      tonumber(regex("JOIN_TOKEN_TTL=([0-9]+)m0s", output.user_data.control-plane)[0])
      > 2 * tonumber(regex("OnCalendar=\\*:0/([0-9]+)", output.user_data.control-plane)[0])
    )
    error_message = "One missed run of the timer leaves workers with a token that has run out."
  }
}

run "a_node_is_what_its_kubelet_demands" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for machine in ["control-plane", "worker/workers"] : [
        for line in ["net.ipv4.ip_forward = 1", "net.bridge.bridge-nf-call-iptables = 1", "vm.overcommit_memory = 1", "vm.panic_on_oom = 0", "kernel.panic = 10", "kernel.panic_on_oops = 1"] :
        contains(flatten([
          for file in yamldecode(output.user_data[machine]).write_files : split("\n", file.content) if file.path == "/etc/sysctl.d/90-ninehops.conf"
        ]), line)
      ]
    ]))
    error_message = "A kernel parameter is missing: packets of pods are not routed, or the kubelet does not start."
  }
  assert {
    condition = alltrue([
      for machine in ["control-plane", "worker/workers"] : contains(flatten([
        for file in yamldecode(output.user_data[machine]).write_files : split("\n", file.content) if file.path == "/etc/ninehops/containerd.toml"
      ]), "SystemdCgroup = true")
    ])
    error_message = "containerd and the kubelet would manage control groups in two ways."
  }
}

run "a_job_has_a_user_of_its_own_and_the_machine_no_more_than_one_job" {
  command = plan

  assert {
    condition = alltrue([
      for file in yamldecode(output.user_data.runner).write_files :
      strcontains(file.content, "\n\t\tmeta skuid != root ip daddr 169.254.169.254 reject\n") if file.path == "/etc/ninehops/runner.nft"
    ])
    error_message = "A job can have the credentials of its machine."
  }
  assert {
    condition     = contains([for user in yamldecode(output.user_data.runner).users : jsonencode(user)], jsonencode({ name = "runner", shell = "/bin/bash", lock_passwd = true }))
    error_message = "The user `runner` has a password, or is another."
  }
  assert {
    condition     = jsonencode(yamldecode(output.user_data.runner).power_state) == jsonencode({ mode = "poweroff", delay = 60 })
    error_message = "A job that hangs keeps its machine."
  }
}
