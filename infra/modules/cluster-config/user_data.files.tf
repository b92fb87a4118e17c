# What cloud-init writes, by path. Everything in these files is as it stands in scripts/, units/ and files/, or made here
# from data: no text is a template, so shells and linters can read them as they are.
locals {
  # Fingerprints. Whoever takes over a repository of packages still has not its key.
  package_keys = {
    docker     = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88"
    kubernetes = "DE15B14486CD377B9E876E1A234654DA9A296436"
  }
  directory = "/etc/ninehops"
  cluster_yaml = join("---\n", [
    for document in [local.cluster_configuration, local.kubelet_configuration, local.kube_proxy_configuration] : yamlencode(document)
  ])
  init_yaml = join("---\n", [yamlencode(local.init_configuration), local.cluster_yaml])
  join_yaml = yamlencode(local.join_configuration)

  # Of an exact version by its checksum, or nothing: then it is a snap, which has none.
  aws_cli_environment = {
    for architecture, processor in { amd64 = "x86_64", arm64 = "aarch64" } : architecture => {
      AWS_CLI_ARCHIVE                      = try("https://awscli.amazonaws.com/awscli-exe-linux-${processor}-${var.aws_cli.version}.zip", "")
      AWS_CLI_SHA256                       = try(var.aws_cli.sha256[architecture], "")
    }
  }
  node_environment = {
    CONTAINERD_VERSION = var.versions.containerd
    DOCKER_KEY         = local.package_keys.docker
    KUBERNETES_KEY     = local.package_keys.kubernetes
    KUBERNETES_MINOR   = regex("^[0-9]+\\.[0-9]+", var.versions.kubernetes)
    KUBERNETES_VERSION = var.versions.kubernetes
    API_ENDPOINT       = local.api_endpoint
    GENERATION         = var.generation
    PARAMETER_JOIN     = local.parameter_paths.join
  }
  control_plane_environment = merge(
    local.node_environment,
    local.aws_cli_environment[var.control_plane.architecture],
    {
      ENCRYPTION_FILE              = try(local.api_server_files.encryption, "")
      HIGH_AVAILABILITY            = var.enable_high_availability ? "yes" : ""
      JOIN_TOKEN_TTL               = "45m0s"
      NODE_LABELS                  = "${local.pool_label}=control-plane"
      PARAMETER_CA_CERTIFICATE     = local.parameter_paths.ca_certificate
      PARAMETER_CONTROL_PLANE_JOIN = local.parameter_paths.control_plane_join
      PARAMETER_KEY                = local.parameter_key
      PARAMETER_STATUS             = local.parameter_paths.status
    },
    { for name, value in { BACKUP_BUCKET = try(var.backup.bucket, ""), BACKUP_PREFIX = try(var.backup.prefix, "") } : name => value if var.backup != null },
  )
  first_control_plane_environment = merge(
    local.control_plane_environment,
    {
      BACKUP_BUCKET   = try(var.backup.bucket, "")
      CALICO_MANIFEST = local.calico.manifest_url
      CALICO_SHA256   = local.calico.sha256
    },
    { for name, value in { PARAMETER_RESTORE = local.parameter_paths.restore } : name => value if var.backup != null },
  )

  # What the kubelet says of its own node. The label of the pool is for people and for schedulers.
  pool_label = "ninehops.internal/pool"
  pool_labels = {
    for name, pool in var.node_pools : name => join(",", concat(["${local.pool_label}=${name}"], [for key, value in pool.labels : "${key}=${value}"]))
  }
  pool_join_configuration = {
    for name, pool in var.node_pools : name => merge(local.join_configuration, {
      nodeRegistration = merge(local.node_registration, { for key, taints in { taints = pool.taints } : key => taints if length(taints) > 0 })
    })
  }
  control_plane_join_configuration = merge(local.join_configuration, {
    controlPlane = { localAPIEndpoint = { bindPort = local.ports.api_server } }
  })

  node_files = {
    "/etc/modules-load.d/ninehops.conf" = "overlay\nbr_netfilter\n"
    "/etc/sysctl.d/90-ninehops.conf"    = file("${path.module}/files/sysctl.conf")
    # The kubelet asks logind for as long as pods have to end, in a file that Ubuntu's own for its updates comes after.
    "/etc/systemd/logind.conf.d/zz-ninehops.conf" = "[Login]\nInhibitDelayMaxSec=${trimsuffix(local.kubelet_configuration.shutdownGracePeriod, "s")}\n"
    "${local.directory}/containerd.toml"          = file("${path.module}/files/containerd.toml")
  }
  control_plane_files = merge(
    {
      "${local.directory}/init.json"    = jsonencode(local.init_configuration)
      "${local.directory}/cluster.yaml" = local.cluster_yaml
      "${local.directory}/join.json"    = jsonencode(local.control_plane_join_configuration)
    },
    {
      for name, content in {
        audit-policy   = file("${path.module}/files/audit-policy.yaml")
        authentication = yamlencode(local.authentication_configuration)
      } : local.api_server_files[name] => content if contains(keys(local.api_server_files), name)
    },
  )
}
