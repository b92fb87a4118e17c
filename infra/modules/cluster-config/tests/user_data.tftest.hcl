variables {
  cluster_name             = "shop"
  zones                    = ["eu-central-1a", "eu-central-1b"]
  node_pools               = { workers = { count = 2, name_prefix = "w" }, arm = { count = 1, name_prefix = "a", architecture = "arm64", instance_type = "t4g.medium" } }
  enable_monitoring        = true
  enable_high_availability = true
  enable_audit_log         = true
  enable_secret_encryption = true
  backup                   = { bucket = "shop-backup", prefix = "etcd" }
  github                   = { repository_id = "123", owner_id = "45", plan_environments = ["drift", "apps-plan"] }
  runner                   = { version = "2.330.0", architecture = "arm64", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
}

run "full" {
  command = plan
}

run "user_data_is_what_ec2_and_cloud_init_take" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = keys(run.full.user_data) == ["control-plane", "control-plane/join", "runner", "worker/arm", "worker/workers"]
    error_message = "User data is for other machines: ${jsonencode(keys(run.full.user_data))}"
  }
  assert {
    condition     = alltrue([for text in values(run.full.user_data) : startswith(text, "#cloud-config\n") && can(yamldecode(text))])
    error_message = "User data is no cloud-config in YAML."
  }
  assert {
    # Of what is behind base64, for that is what EC2 counts.
    condition     = alltrue([for text in values(run.full.user_data) : length(base64gzip(text)) * 3 / 4 < 16 * 1024])
    error_message = "User data is longer than EC2's 16 KiB: ${jsonencode({ for machine, text in run.full.user_data : machine => length(base64gzip(text)) * 3 / 4 })}"
  }
  assert {
    condition     = alltrue([for text in values(run.full.user_data) : !strcontains(text, "$${") && !strcontains(text, "%%{")])
    error_message = "Something is left that looks like a marker of a template. Scripts do without braces around names."
  }
  assert {
    condition     = alltrue([for text in values(run.full.user_data) : length(regexall("\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b|\\bAKIA[0-9A-Z]{16}\\b|PRIVATE KEY|password", text)) == 0])
    error_message = "User data holds something like a secret, and everybody who may describe an instance can read it."
  }
}

run "files_have_one_path_and_safe_permissions" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = alltrue([for text in values(run.full.user_data) : length(distinct(yamldecode(text).write_files[*].path)) == length(yamldecode(text).write_files)])
    error_message = "A file is written twice."
  }
  assert {
    condition = alltrue(flatten([
      for text in values(run.full.user_data) : [
        for file in yamldecode(text).write_files : contains(["0600", "0644", "0700"], file.permissions)
      ]
    ]))
    error_message = "A file can be changed by others than root."
  }
}

run "scripts_and_units_have_all_that_they_name" {
  command = plan
  module { source = "./tests/nothing" }

  # Variables in capitals come from the environment file, but for those that a script or the shell sets itself.
  assert {
    condition = alltrue([
      for text in values(run.full.user_data) : length(setsubtract(
        flatten([
          for file in yamldecode(text).write_files : flatten(regexall("\\$([A-Z][A-Z0-9_]+)", file.content)) if endswith(file.path, ".sh")
        ]),
        concat(
          ["RANDOM", "VERSION_CODENAME"],
          flatten([
            for file in yamldecode(text).write_files : flatten(regexall("(?m)^([A-Z][A-Z0-9_]*)=", file.content)) if endswith(file.path, "/machine.env")
          ]),
        ),
      )) == 0
    ])
    error_message = "A script reads a variable that its environment does not have."
  }
  assert {
    condition = alltrue([
      for text in values(run.full.user_data) : length(setsubtract(
        flatten([
          for file in yamldecode(text).write_files : flatten(regexall("(?m)^([A-Z][A-Z0-9_]*)=", file.content)) if endswith(file.path, "/machine.env")
        ]),
        flatten([
          for file in yamldecode(text).write_files : flatten(regexall("\\$([A-Z][A-Z0-9_]+)", file.content)) if endswith(file.path, ".sh")
        ]),
      )) == 0
    ])
    error_message = "The environment has a variable that no script reads."
  }
  assert {
    condition = alltrue([
      for text in values(run.full.user_data) : length(setsubtract(
        flatten([
          for file in yamldecode(text).write_files : regexall("/(?:etc/ninehops|usr/local/lib/ninehops)/[a-z.-]+", file.content)
        ]),
        yamldecode(text).write_files[*].path,
      )) == 0
    ])
    error_message = "A script or a unit names a file that is not written."
  }
  assert {
    condition = alltrue([
      for text in values(run.full.user_data) : length(setsubtract(
        [for word in flatten(yamldecode(text).runcmd) : "/etc/systemd/system/${word}" if can(regex("\\.(service|timer)$", word))],
        yamldecode(text).write_files[*].path,
      )) == 0
    ])
    error_message = "A unit is started that is not written."
  }
}

run "a_failed_step_is_tried_again" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = alltrue(flatten([
      for machine, text in run.full.user_data : [
        for file in yamldecode(text).write_files : can(regex("\nTimeoutStartSec=[0-9]+min\nRestart=on-failure\n", file.content)) if endswith(file.path, ".service") && machine != "runner"
      ]
    ]))
    error_message = "A unit gives up after its first failure, or what hangs in it is never tried again."
  }
}

run "without_monitoring_and_runner" {
  command = plan
  variables {
    enable_monitoring = false
    runner            = null
  }
}

run "the_network_of_pods_is_pinned_and_always_vxlan" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = run.without_monitoring_and_runner.calico == {
      version      = "3.32.1"
      manifest_url = "https://raw.githubusercontent.com/projectcalico/calico/v3.32.1/manifests/calico-vxlan.yaml"
      sha256       = "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566"
      environment = {
        CALICO_IPV4POOL_CIDR  = "10.244.0.0/16"
        CALICO_IPV4POOL_IPIP  = "Never"
        CALICO_IPV4POOL_VXLAN = "Always"
        FELIX_NFTABLESMODE    = "Enabled"
      }
    }
    error_message = "Calico is another, or not made to do VXLAN always, with the cluster's pods and nftables: ${jsonencode(run.without_monitoring_and_runner.calico)}"
  }
  assert {
    condition = flatten([
      for file in yamldecode(run.without_monitoring_and_runner.user_data.control-plane).write_files : [
        for variable in yamldecode(yamldecode(file.content).patches[0].patch).spec.template.spec.containers[0].env : "${variable.name} ${variable.value}"
      ] if endswith(file.path, "/kustomization.yaml")
    ]) == [for name, value in run.without_monitoring_and_runner.calico.environment : "${name} ${value}"]
    error_message = "The control plane gives Calico another environment."
  }
  assert {
    condition = alltrue([
      for line in ["CALICO_SHA256=${run.without_monitoring_and_runner.calico.sha256}\n", "CALICO_MANIFEST=${run.without_monitoring_and_runner.calico.manifest_url}\n"] :
      anytrue([for file in yamldecode(run.without_monitoring_and_runner.user_data.control-plane).write_files : strcontains(file.content, line) if endswith(file.path, "/machine.env")])
    ])
    error_message = "The control plane applies another manifest of Calico, or compares it with another checksum."
  }
}

run "without_a_runner_there_is_no_user_data_for_one" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = !contains(keys(run.without_monitoring_and_runner.user_data), "runner")
    error_message = "There is user data for a runner that nobody wants."
  }
}
