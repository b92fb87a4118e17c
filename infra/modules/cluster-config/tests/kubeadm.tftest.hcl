variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "the_cluster_is_decided" {
  command = plan

  assert {
    condition = jsonencode(output.kubeadm.cluster_configuration) == jsonencode({
      apiVersion           = "kubeadm.k8s.io/v1beta4"
      kind                 = "ClusterConfiguration"
      kubernetesVersion    = "v1.36.3"
      clusterName          = "shop"
      controlPlaneEndpoint = "api.shop.internal:6443"
      networking           = { podSubnet = "10.244.0.0/16", serviceSubnet = "10.96.0.0/16" }
      encryptionAlgorithm  = "ECDSA-P256"
      apiServer = {
        certSANs  = ["api.shop.internal", "127.0.0.1"]
        extraArgs = [{ name = "profiling", value = "false" }, { name = "tls-min-version", value = "VersionTLS12" }]
      }
      controllerManager = {
        extraArgs = [
          { name = "profiling", value = "false" },
          { name = "allocate-node-cidrs", value = "false" },
          { name = "kube-api-qps", value = "200" },
          { name = "kube-api-burst", value = "400" },
          { name = "leader-elect", value = "false" },
        ]
      }
      scheduler = { extraArgs = [{ name = "profiling", value = "false" }, { name = "leader-elect", value = "false" }] }
      etcd      = { local = { dataDir = "/var/lib/etcd", extraArgs = [{ name = "quota-backend-bytes", value = "4294967296" }] } }
    })
    error_message = "ClusterConfiguration is another: ${jsonencode(output.kubeadm.cluster_configuration)}"
  }
  assert {
    condition = jsonencode(output.kubeadm.init_configuration) == jsonencode({
      apiVersion       = "kubeadm.k8s.io/v1beta4"
      kind             = "InitConfiguration"
      bootstrapTokens  = [{ ttl = "1h0m0s", usages = ["signing", "authentication"], groups = ["system:bootstrappers:kubeadm:default-node-token"] }]
      localAPIEndpoint = { bindPort = 6443 }
      nodeRegistration = { criSocket = "unix:///run/containerd/containerd.sock", imagePullSerial = false }
    })
    error_message = "InitConfiguration is another: ${jsonencode(output.kubeadm.init_configuration)}"
  }
  assert {
    condition = jsonencode(output.kubeadm.join_configuration) == jsonencode({
      apiVersion       = "kubeadm.k8s.io/v1beta4"
      kind             = "JoinConfiguration"
      discovery        = { bootstrapToken = { apiServerEndpoint = "api.shop.internal:6443" } }
      nodeRegistration = { criSocket = "unix:///run/containerd/containerd.sock", imagePullSerial = false }
      timeouts         = { discovery = "2m0s" }
    })
    error_message = "JoinConfiguration is another: ${jsonencode(output.kubeadm.join_configuration)}"
  }
}

run "every_node_is_decided" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = jsonencode(run.the_cluster_is_decided.kubeadm.kubelet_configuration) == jsonencode({
      apiVersion                      = "kubelet.config.k8s.io/v1beta1"
      kind                            = "KubeletConfiguration"
      cgroupDriver                    = "systemd"
      containerRuntimeEndpoint        = "unix:///run/containerd/containerd.sock"
      resolvConf                      = "/run/systemd/resolve/resolv.conf"
      rotateCertificates              = true
      serverTLSBootstrap              = false
      seccompDefault                  = true
      protectKernelDefaults           = true
      readOnlyPort                    = 0
      shutdownGracePeriod             = "60s"
      shutdownGracePeriodCriticalPods = "20s"
      systemReserved                  = { cpu = "100m", memory = "256Mi" }
      kubeReserved                    = { cpu = "100m", memory = "256Mi" }
      containerLogMaxSize             = "10Mi"
      containerLogMaxFiles            = 3
      registryPullQPS                 = 0
      serializeImagePulls             = false
      nodeStatusUpdateFrequency       = "4s"
    })
    error_message = "KubeletConfiguration is another: ${jsonencode(run.the_cluster_is_decided.kubeadm.kubelet_configuration)}"
  }
  assert {
    # The shop drains for 30 s, and what is left of the period is for the pods of the cluster itself.
    condition = (
      tonumber(trimsuffix(run.the_cluster_is_decided.kubeadm.kubelet_configuration.shutdownGracePeriod, "s"))
      -tonumber(trimsuffix(run.the_cluster_is_decided.kubeadm.kubelet_configuration.shutdownGracePeriodCriticalPods, "s"))
    ) >= 30
    error_message = "A node that shuts down does not wait for the shop."
  }
  assert {
    condition = jsonencode(run.the_cluster_is_decided.kubeadm.kube_proxy_configuration) == jsonencode({
      apiVersion         = "kubeproxy.config.k8s.io/v1alpha1"
      kind               = "KubeProxyConfiguration"
      mode               = "nftables"
      metricsBindAddress = "0.0.0.0:10249"
    })
    error_message = "KubeProxyConfiguration is another: ${jsonencode(run.the_cluster_is_decided.kubeadm.kube_proxy_configuration)}"
  }
}

run "what_only_a_machine_knows_is_left_to_it" {
  command = plan
  variables {
    enable_monitoring        = true
    enable_high_availability = true
    enable_audit_log         = true
    enable_secret_encryption = true
    github                   = { repository_id = "123", owner_id = "45" }
  }

  assert {
    condition = length([
      for field in ["token", "caCertHashes", "advertiseAddress", "node-ip", "provider-id", "tlsBootstrapToken", "unsafeSkipCAVerification"] :
      field if strcontains(jsonencode(output.kubeadm), "\"${field}\"")
    ]) == 0
    error_message = "The configuration names something that only a machine knows: ${jsonencode(output.kubeadm)}"
  }
}

run "the_text_says_what_the_objects_say" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = [for document in split("---\n", run.what_only_a_machine_knows_is_left_to_it.kubeadm_yaml.init) : jsonencode(yamldecode(document))] == [
      jsonencode(run.what_only_a_machine_knows_is_left_to_it.kubeadm.init_configuration),
      jsonencode(run.what_only_a_machine_knows_is_left_to_it.kubeadm.cluster_configuration),
      jsonencode(run.what_only_a_machine_knows_is_left_to_it.kubeadm.kubelet_configuration),
      jsonencode(run.what_only_a_machine_knows_is_left_to_it.kubeadm.kube_proxy_configuration),
    ]
    error_message = "The text of kubeadm's configuration is not its objects."
  }
  assert {
    condition     = jsonencode(yamldecode(run.what_only_a_machine_knows_is_left_to_it.kubeadm_yaml.join)) == jsonencode(run.what_only_a_machine_knows_is_left_to_it.kubeadm.join_configuration)
    error_message = "The text of the configuration to join is not its object."
  }
}
