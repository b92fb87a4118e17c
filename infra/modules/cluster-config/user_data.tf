# cloud-init's user data for each kind of machine. Nothing in it is a secret: whoever may describe an instance can read it.
locals {
  runner_releases = "https://github.com/actions/runner/releases/download"
  # GitHub's names of processors.
  runner_processors = {
    amd64 = "x64"
    arm64 = "arm64"
  }

  # What every control plane does, also one that joined: whatever only one of them must do, `leads` decides there. Each can
  # join, for the first one too may have to be replaced.
  control_plane_scripts = concat(
    ["metadata", "registration", "aws-cli", "containers", "metrics", "certificates", "leads", "joining", "control-plane-join"],
    ["node-prep", "etcd-volume", "etcd-mounted", "publish-join", "cert-check", "status", "node-lifecycle", "node-drain"],
    [for name in ["etcd-backup"] : name if var.backup != null],
  )
  control_plane_timers = concat(
    ["publish-join", "cert-check", "status", "node-lifecycle"],
    [for name in ["etcd-backup"] : name if var.backup != null],
  )
  control_plane_units = concat(
    ["node-prep.service", "etcd-volume.service", "kubelet.service.d/20-etcd-volume.conf", "node-drain@.service"],
    [for name in local.control_plane_timers : "${name}.service"],
    [for name in local.control_plane_timers : "${name}.timer"],
  )
  control_plane_start = concat(["node-prep.service", "etcd-volume.service"], [for name in local.control_plane_timers : "${name}.timer"])
  first_scripts = concat(
    ["cp-init", "cp-network"],
    [for name in ["cp-access"] : name if var.github != null],
    [for name in ["etcd-restore"] : name if var.backup != null],
  )
  first_units = [for name in local.first_scripts : "${name}.service"]

  machines = merge(
    {
      control-plane = {
        environment = local.first_control_plane_environment
        files = merge(
          local.node_files,
          local.control_plane_files,
          { "${local.directory}/kustomization.yaml" = yamlencode(local.calico_kustomization) },
          { for path, content in { "${local.directory}/access.json" = jsonencode(local.access) } : path => content if var.github != null },
        )
        scripts = concat(local.control_plane_scripts, local.first_scripts)
        units   = concat(local.control_plane_units, local.first_units)
        start   = concat(local.control_plane_start, local.first_units)
        more    = {}
      }
    },
    {
      for machine in ["control-plane/join"] : machine => {
        environment = local.control_plane_environment
        files       = merge(local.node_files, local.control_plane_files)
        scripts     = local.control_plane_scripts
        units       = concat(local.control_plane_units, ["control-plane-join.service"])
        start       = concat(local.control_plane_start, ["control-plane-join.service"])
        more        = {}
      } if var.enable_high_availability
    },
    {
      for name, pool in var.node_pools : "worker/${name}" => {
        environment = merge(local.node_environment, local.aws_cli_environment[pool.architecture], {
          NODE_LABELS           = local.pool_labels[name]
          JOIN_DEADLINE_SECONDS = 20 * 60
        })
        files   = merge(local.node_files, { "${local.directory}/join.json" = jsonencode(local.pool_join_configuration[name]) })
        scripts = ["metadata", "registration", "aws-cli", "node-prep", "joining", "worker-join"]
        units   = ["node-prep.service", "worker-join.service"]
        start   = ["node-prep.service", "worker-join.service"]
        more    = {}
      }
    },
    {
      for runner in [for given in [var.runner] : given if given != null] : "runner" => {
        environment = merge(local.aws_cli_environment[runner.architecture], {
          PARAMETER_RUNNER = local.parameter_paths.runner
          RUNNER_ARCHIVE = join("/", [
            local.runner_releases,
            "v${runner.version}",
            "actions-runner-linux-${local.runner_processors[runner.architecture]}-${runner.version}.tar.gz",
          ])
          RUNNER_SHA256 = runner.sha256
        })
        files   = { "${local.directory}/runner.nft" = file("${path.module}/files/runner.nft") }
        scripts = ["metadata", "aws-cli", "runner"]
        units   = ["runner.service"]
        start   = ["runner.service"]
        # A job that hangs does not keep the machine for ever.
        more = {
          package_update = true
          # The third is what the runner's .NET does not start without.
          packages    = ["nftables", "unzip", "libicu74"]
          users       = ["default", { name = "runner", shell = "/bin/bash", lock_passwd = true }]
          power_state = { mode = "poweroff", delay = 60 }
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
