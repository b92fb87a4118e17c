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

  node_environment = {
    API_ENDPOINT       = local.api_endpoint
    CONTAINERD_VERSION = var.versions.containerd
    DOCKER_KEY         = local.package_keys.docker
    GENERATION         = var.generation
    KUBERNETES_KEY     = local.package_keys.kubernetes
    KUBERNETES_MINOR   = regex("^[0-9]+\\.[0-9]+", var.versions.kubernetes)
    KUBERNETES_VERSION = var.versions.kubernetes
    PARAMETER_JOIN     = local.parameter_paths.join
  }
  control_plane_environment = {
    CALICO_MANIFEST          = local.calico.manifest_url
    CALICO_SHA256            = local.calico.sha256
    ENCRYPTION_FILE          = try(local.api_server_files.encryption, "")
    JOIN_TOKEN_TTL           = "45m0s"
    NODE_POOL                = "control-plane"
    PARAMETER_CA_CERTIFICATE = local.parameter_paths.ca_certificate
    PARAMETER_KEY            = local.parameter_key
  }

  node_files = {
    "/etc/modules-load.d/ninehops.conf"  = "overlay\nbr_netfilter\n"
    "/etc/sysctl.d/90-ninehops.conf"     = file("${path.module}/files/sysctl.conf")
    "${local.directory}/containerd.toml" = file("${path.module}/files/containerd.toml")
  }
  control_plane_files = merge(
    {
      "${local.directory}/init.json"          = jsonencode(local.init_configuration)
      "${local.directory}/cluster.yaml"       = local.cluster_yaml
      "${local.directory}/kustomization.yaml" = yamlencode(local.calico_kustomization)
    },
    {
      for name, content in {
        audit-policy   = file("${path.module}/files/audit-policy.yaml")
        authentication = yamlencode(local.authentication_configuration)
      } : local.api_server_files[name] => content if contains(keys(local.api_server_files), name)
    },
  )
}
