# What the cluster decides, and nothing that only a machine knows: its name, addresses, provider id, token and the hash of the authority.
locals {
  kubeadm_api      = "kubeadm.k8s.io/v1beta4"
  api_endpoint     = "${local.api_server_name}:${local.ports.api_server}"
  container_socket = "unix:///run/containerd/containerd.sock"
  node_registration = {
    criSocket       = local.container_socket
    imagePullSerial = false
  }

  init_configuration = merge(local.init_timeouts, {
    apiVersion = local.kubeadm_api
    kind       = "InitConfiguration"
    # Without an entry kubeadm makes one that lives for a day.
    bootstrapTokens = [{
      ttl    = "1h0m0s"
      usages = ["signing", "authentication"]
      groups = ["system:bootstrappers:kubeadm:default-node-token"]
    }]
    localAPIEndpoint = { bindPort = local.ports.api_server }
    nodeRegistration = local.node_registration
  })
  # A load balancer sends nobody to an API server before that has passed its checks, and kubeadm would wait for a minute.
  init_timeouts = { for key, timeouts in { timeouts = { kubernetesAPICall = "4m0s" } } : key => timeouts if var.enable_high_availability }

  cluster_configuration = {
    apiVersion           = local.kubeadm_api
    kind                 = "ClusterConfiguration"
    kubernetesVersion    = "v${var.versions.kubernetes}"
    clusterName          = var.cluster_name
    controlPlaneEndpoint = local.api_endpoint
    networking           = { podSubnet = var.pod_cidr, serviceSubnet = var.service_cidr }
    encryptionAlgorithm  = "ECDSA-P256"
    apiServer = merge(
      # kubeadm adds the machine's own address.
      { certSANs = [local.api_server_name, "127.0.0.1"] },
      { extraArgs = local.api_server_arguments },
      { for key, volumes in { extraVolumes = local.api_server_volumes } : key => volumes if length(volumes) > 0 },
    )
    controllerManager = { extraArgs = local.controller_manager_arguments }
    scheduler         = { extraArgs = local.scheduler_arguments }
    etcd              = { local = { dataDir = "/var/lib/etcd", extraArgs = local.etcd_arguments } }
  }

  kube_proxy_configuration = {
    apiVersion         = "kubeproxy.config.k8s.io/v1alpha1"
    kind               = "KubeProxyConfiguration"
    mode               = "nftables"
    metricsBindAddress = "0.0.0.0:${local.ports.kube_proxy_metrics}"
  }

  join_configuration = {
    apiVersion       = local.kubeadm_api
    kind             = "JoinConfiguration"
    discovery        = { bootstrapToken = { apiServerEndpoint = local.api_endpoint } }
    nodeRegistration = local.node_registration
    # A token that has run out is not worth the default of five minutes: the next attempt reads a new one.
    timeouts = { discovery = "2m0s" }
  }
}
