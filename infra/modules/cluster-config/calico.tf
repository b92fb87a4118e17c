locals {
  calico = {
    version      = var.calico.version
    manifest_url = "https://raw.githubusercontent.com/projectcalico/calico/v${var.calico.version}/manifests/calico-vxlan.yaml"
    sha256       = var.calico.manifest_sha256
    # VXLAN always, the cluster's pods, and nftables as kube-proxy has it.
    environment = merge(
      {
        CALICO_IPV4POOL_IPIP  = "Never"
        CALICO_IPV4POOL_VXLAN = "Always"
        CALICO_IPV4POOL_CIDR  = var.pod_cidr
        FELIX_NFTABLESMODE    = "Enabled"
      },
      { for name, value in { FELIX_PROMETHEUSMETRICSENABLED = "true" } : name => value if var.enable_monitoring },
    )
  }
  calico_kustomization = {
    apiVersion = "kustomize.config.k8s.io/v1beta1"
    kind       = "Kustomization"
    resources  = ["calico.yaml"]
    patches = [{
      patch = yamlencode({
        apiVersion = "apps/v1"
        kind       = "DaemonSet"
        metadata   = { name = "calico-node", namespace = "kube-system" }
        spec = { template = { spec = { containers = [{
          name = "calico-node"
          env  = [for name, value in local.calico.environment : { name = name, value = value }]
        }] } } }
      })
    }]
  }
}
