# cloud-init's user data for each kind of machine. Nothing in it is a secret: whoever may describe an instance can read it.
locals {
  runner_releases = "https://github.com/actions/runner/releases/download"
  # GitHub's names of processors.
  runner_processors = {
    amd64 = "x64"
    arm64 = "arm64"
  }

  machines = merge(
    {
      control-plane = {
        environment = merge(local.node_environment, local.control_plane_environment)
        files       = merge(local.node_files, local.control_plane_files)
        scripts     = ["metadata", "registration", "node-prep", "cp-init", "publish-join"]
        units       = ["node-prep.service", "cp-init.service", "publish-join.service", "publish-join.timer"]
        start       = ["node-prep.service", "cp-init.service", "publish-join.timer"]
        more        = {}
      }
    },
    {
      for pool in keys(var.node_pools) : "worker/${pool}" => {
        environment = merge(local.node_environment, { NODE_POOL = pool, JOIN_DEADLINE_SECONDS = 20 * 60 })
        files       = merge(local.node_files, { "${local.directory}/join.json" = jsonencode(local.join_configuration) })
        scripts     = ["metadata", "registration", "node-prep", "worker-join"]
        units       = ["node-prep.service", "worker-join.service"]
        start       = ["node-prep.service", "worker-join.service"]
        more        = {}
      }
    },
    {
      for runner in [for given in [var.runner] : given if given != null] : "runner" => {
        environment = {
          PARAMETER_RUNNER = local.parameter_paths.runner
          RUNNER_ARCHIVE = join("/", [
            local.runner_releases,
            "v${runner.version}",
            "actions-runner-linux-${local.runner_processors[runner.architecture]}-${runner.version}.tar.gz",
          ])
          RUNNER_SHA256 = runner.sha256
        }
        files   = { "${local.directory}/runner.nft" = file("${path.module}/files/runner.nft") }
        scripts = ["metadata", "runner"]
        units   = ["runner.service"]
        start   = ["runner.service"]
        # A job that hangs does not keep the machine for ever.
        more = {
          package_update = true
          packages       = ["nftables"]
          users          = ["default", { name = "runner", shell = "/bin/bash", lock_passwd = true }]
          power_state    = { mode = "poweroff", delay = 60 }
        }
      }
    },
  )

  user_data = {
    for machine, wanted in local.machines : machine => join("", ["#cloud-config\n", yamlencode(merge(wanted.more, {
      write_files = concat(
        [
          for path, content in merge(wanted.files, {
            "${local.directory}/machine.env" = join("", [for name, value in wanted.environment : "${name}=${value}\n"])
          }) : { path = path, permissions = "0600", content = content }
        ],
        [
          for name in wanted.scripts :
          { path = "/usr/local/lib/ninehops/${name}.sh", permissions = "0700", content = file("${path.module}/scripts/${name}.sh") }
        ],
        [
          for name in wanted.units :
          { path = "/etc/systemd/system/${name}", permissions = "0644", content = file("${path.module}/units/${name}") }
        ],
      )
      runcmd = [
        ["systemctl", "daemon-reload"],
        concat(["systemctl", "enable", "--now", "--no-block"], wanted.start),
      ]
    }))])
  }
}
