variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "the_cluster_is_decided" {
  command = plan

  assert {
    condition = (
      output.kubeadm.cluster_configuration.kubernetesVersion == "v1.36.3"
      && output.kubeadm.cluster_configuration.clusterName == "shop"
      && output.kubeadm.cluster_configuration.controlPlaneEndpoint == "api.shop.internal:6443"
      && output.kubeadm.cluster_configuration.networking == { podSubnet = "10.244.0.0/16", serviceSubnet = "10.96.0.0/16" }
      && output.kubeadm.cluster_configuration.encryptionAlgorithm == "ECDSA-P256"
      && toset(output.kubeadm.cluster_configuration.apiServer.certSANs) == toset(["api.shop.internal", "127.0.0.1"])
    )
    error_message = "ClusterConfiguration is another: ${jsonencode(output.kubeadm.cluster_configuration)}"
  }
  assert {
    condition = (
      output.kubeadm.kubelet_configuration.cgroupDriver == "systemd"
      && output.kubeadm.kubelet_configuration.rotateCertificates
      && !output.kubeadm.kubelet_configuration.serverTLSBootstrap
      && output.kubeadm.kubelet_configuration.seccompDefault
      && output.kubeadm.kubelet_configuration.protectKernelDefaults
      && output.kubeadm.kubelet_configuration.readOnlyPort == 0
      && output.kubeadm.kubelet_configuration.resolvConf == "/run/systemd/resolve/resolv.conf"
    )
    error_message = "KubeletConfiguration is another: ${jsonencode(output.kubeadm.kubelet_configuration)}"
  }
  assert {
    # The shop drains for 30 s, and what is left of the period is for the pods of the cluster itself.
    condition = (
      tonumber(trimsuffix(output.kubeadm.kubelet_configuration.shutdownGracePeriod, "s"))
      -tonumber(trimsuffix(output.kubeadm.kubelet_configuration.shutdownGracePeriodCriticalPods, "s"))
    ) >= 30
    error_message = "A node that shuts down does not wait for the shop."
  }
  assert {
    condition     = output.kubeadm.kube_proxy_configuration.mode == "nftables" && output.kubeadm.kube_proxy_configuration.metricsBindAddress == "0.0.0.0:10249"
    error_message = "KubeProxyConfiguration is another: ${jsonencode(output.kubeadm.kube_proxy_configuration)}"
  }
  assert {
    condition = (
      output.kubeadm.init_configuration.localAPIEndpoint.bindPort == 6443
      && output.kubeadm.init_configuration.nodeRegistration == output.kubeadm.join_configuration.nodeRegistration
      && output.kubeadm.init_configuration.nodeRegistration == { criSocket = "unix:///run/containerd/containerd.sock", imagePullSerial = false }
      && output.kubeadm.join_configuration.discovery.bootstrapToken.apiServerEndpoint == output.kubeadm.cluster_configuration.controlPlaneEndpoint
    )
    error_message = "Nodes are registered in another way: ${jsonencode(output.kubeadm)}"
  }
}

run "what_only_a_machine_knows_is_left_to_it" {
  command = plan
  variables {
    enable_monitoring        = true
    enable_high_availability = true
    enable_audit_log         = true
    enable_secret_encryption = true
    github                   = { repository_id = "123", owner_id = "45", environments = ["apps"] }
  }

  assert {
    condition = length([
      for field in ["token", "caCertHashes", "advertiseAddress", "node-ip", "provider-id", "tlsBootstrapToken", "unsafeSkipCAVerification"] :
      field if strcontains(jsonencode(output.kubeadm), "\"${field}\"")
    ]) == 0
    error_message = "The configuration names something that only a machine knows: ${jsonencode(output.kubeadm)}"
  }
}

run "without_flags_no_file_on_the_control_plane_is_needed" {
  command = plan

  assert {
    condition     = toset(output.kubeadm.cluster_configuration.apiServer.extraArgs[*].name) == toset(["profiling", "tls-min-version"])
    error_message = "The API server has other arguments: ${jsonencode(output.kubeadm.cluster_configuration.apiServer)}"
  }
  assert {
    condition     = !can(output.kubeadm.cluster_configuration.apiServer.extraVolumes)
    error_message = "The API server has volumes."
  }
  assert {
    condition     = toset(output.kubeadm.cluster_configuration.etcd.local.extraArgs[*].name) == toset(["quota-backend-bytes"])
    error_message = "etcd's metrics are open to others though nobody reads them."
  }
}

run "every_flag_has_its_arguments_and_files" {
  command = plan
  variables {
    enable_audit_log         = true
    enable_secret_encryption = true
    github                   = { repository_id = "123", owner_id = "45", environments = ["apps-plan", "apps-apply"] }
  }

  assert {
    condition = length(setsubtract(
      ["audit-policy-file", "audit-log-path", "audit-log-maxage", "audit-log-maxbackup", "audit-log-maxsize", "encryption-provider-config", "authentication-config"],
      output.kubeadm.cluster_configuration.apiServer.extraArgs[*].name,
    )) == 0
    error_message = "An argument is missing: ${jsonencode(output.kubeadm.cluster_configuration.apiServer.extraArgs)}"
  }
  assert {
    condition = alltrue([
      for argument in output.kubeadm.cluster_configuration.apiServer.extraArgs :
      anytrue([for volume in output.kubeadm.cluster_configuration.apiServer.extraVolumes : startswith(argument.value, volume.mountPath)])
      if startswith(argument.value, "/")
    ])
    error_message = "The API server's pod does not see a file that an argument names."
  }
  assert {
    # The machine writes all but the key, which it makes.
    condition = setsubtract(
      [for volume in output.kubeadm.cluster_configuration.apiServer.extraVolumes : volume.hostPath if volume.pathType == "File"],
      yamldecode(output.user_data.control-plane).write_files[*].path,
    ) == toset(["/etc/kubernetes/api-server/encryption.yaml"])
    error_message = "Not every file that the API server reads is written."
  }
  assert {
    condition     = anytrue([for file in yamldecode(output.user_data.control-plane).write_files : strcontains(file.content, "ENCRYPTION_FILE=/etc/kubernetes/api-server/encryption.yaml\n")])
    error_message = "Nobody makes the key that encrypts Secrets."
  }
  assert {
    condition = alltrue([
      for text in ["https://token.actions.githubusercontent.com", "https://api.shop.internal", "\"123\"", "\"45\"", "[\\\"apps-apply\\\",\\\"apps-plan\\\"]"] : anytrue([
        for file in yamldecode(output.user_data.control-plane).write_files : strcontains(file.content, text) if endswith(file.path, "/authentication.yaml")
      ])
    ])
    error_message = "Tokens are not those of GitHub for this repository, owner, environments and API server alone."
  }
}

run "monitoring_opens_the_metrics" {
  command = plan
  variables { enable_monitoring = true }

  assert {
    condition = (
      contains(output.kubeadm.cluster_configuration.etcd.local.extraArgs[*].value, "http://0.0.0.0:2381")
      && contains(output.kubeadm.cluster_configuration.controllerManager.extraArgs[*].name, "bind-address")
      && contains(output.kubeadm.cluster_configuration.scheduler.extraArgs[*].name, "bind-address")
    )
    error_message = "Prometheus could not read the metrics of the control plane."
  }
}

run "only_a_control_plane_that_is_alone_does_without_election" {
  command = plan
  variables { enable_high_availability = true }

  assert {
    condition = !contains(concat(
      output.kubeadm.cluster_configuration.controllerManager.extraArgs[*].name,
      output.kubeadm.cluster_configuration.scheduler.extraArgs[*].name,
    ), "leader-elect")
    error_message = "Three controller managers would all work at once."
  }
}

run "the_text_says_what_the_objects_say" {
  command = plan
  variables {
    enable_monitoring = true
    enable_audit_log  = true
  }

  assert {
    condition = [for document in split("---\n", output.kubeadm_yaml.init) : jsonencode(yamldecode(document))] == [
      jsonencode(output.kubeadm.init_configuration),
      jsonencode(output.kubeadm.cluster_configuration),
      jsonencode(output.kubeadm.kubelet_configuration),
      jsonencode(output.kubeadm.kube_proxy_configuration),
    ]
    error_message = "The text of kubeadm's configuration is not its objects."
  }
  assert {
    condition     = jsonencode(yamldecode(output.kubeadm_yaml.join)) == jsonencode(output.kubeadm.join_configuration)
    error_message = "The text of the configuration to join is not its object."
  }
}
