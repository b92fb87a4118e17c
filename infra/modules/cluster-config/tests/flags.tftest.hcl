variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "without_flags_no_file_on_the_control_plane_is_needed" {
  command = plan

  assert {
    condition     = !can(output.kubeadm.cluster_configuration.apiServer.extraVolumes)
    error_message = "The API server has volumes."
  }
  assert {
    condition     = !can(regex("access.json|cp-access", output.user_data.control-plane))
    error_message = "Somebody gets rights in a cluster that no job signs in to."
  }
}

run "every_flag_has_its_arguments_and_files" {
  command = plan
  variables {
    enable_audit_log         = true
    enable_secret_encryption = true
    github                   = { repository_id = "123", owner_id = "45", plan_environments = ["apps-plan"], apply_environments = ["apps-apply"] }
  }

  assert {
    condition = [for argument in output.kubeadm.cluster_configuration.apiServer.extraArgs : "${argument.name}=${argument.value}"] == [
      "profiling=false",
      "tls-min-version=VersionTLS12",
      "audit-policy-file=/etc/kubernetes/api-server/audit-policy.yaml",
      "audit-log-path=/var/log/kubernetes/audit/audit.log",
      "audit-log-maxsize=100",
      "audit-log-maxbackup=5",
      "audit-log-maxage=30",
      "encryption-provider-config=/etc/kubernetes/api-server/encryption.yaml",
      "authentication-config=/etc/kubernetes/api-server/authentication.yaml",
    ]
    error_message = "The API server has other arguments: ${jsonencode(output.kubeadm.cluster_configuration.apiServer.extraArgs)}"
  }
  assert {
    condition = [
      for volume in output.kubeadm.cluster_configuration.apiServer.extraVolumes :
      "${volume.hostPath} ${volume.pathType} ${volume.readOnly}" if volume.hostPath == volume.mountPath
      ] == [
      "/etc/kubernetes/api-server/audit-policy.yaml File true",
      "/etc/kubernetes/api-server/authentication.yaml File true",
      "/etc/kubernetes/api-server/encryption.yaml File true",
      "/var/log/kubernetes/audit DirectoryOrCreate false",
    ]
    error_message = "The API server's pod sees other files: ${jsonencode(output.kubeadm.cluster_configuration.apiServer.extraVolumes)}"
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
}

run "jobs_of_one_repository_sign_in_by_their_environment" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = [
      for file in yamldecode(run.every_flag_has_its_arguments_and_files.user_data.control-plane).write_files : jsonencode(yamldecode(file.content)) if endswith(file.path, "/authentication.yaml")
      ] == [jsonencode({
        apiVersion = "apiserver.config.k8s.io/v1"
        kind       = "AuthenticationConfiguration"
        jwt = [{
          issuer = {
            url       = "https://token.actions.githubusercontent.com"
            audiences = ["https://api.shop.internal"]
          }
          claimValidationRules = [
            { claim = "repository_id", requiredValue = "123" },
            { claim = "repository_owner_id", requiredValue = "45" },
            {
              expression = "has(claims.environment) && claims.environment in [\"apps-apply\",\"apps-plan\"]"
              message    = "the job runs in none of the environments that may sign in"
            },
          ]
          # Roles are bound to these names, and no certificate may have one.
          claimMappings = { username = { expression = "'gha:' + claims.environment" } }
        }]
    })]
    error_message = "Tokens are not those of GitHub for this repository, owner, environments and API server alone, or the user has another name."
  }
}

run "monitoring_opens_the_metrics" {
  command = plan
  variables {
    enable_monitoring        = true
    enable_high_availability = true
  }

  assert {
    condition = (
      contains(output.kubeadm.cluster_configuration.etcd.local.extraArgs, { name = "listen-metrics-urls", value = "http://0.0.0.0:2381" })
      && contains(output.kubeadm.cluster_configuration.controllerManager.extraArgs, { name = "bind-address", value = "0.0.0.0" })
      && contains(output.kubeadm.cluster_configuration.scheduler.extraArgs, { name = "bind-address", value = "0.0.0.0" })
    )
    error_message = "Prometheus could not read the metrics of the control plane."
  }
  assert {
    condition     = output.calico.environment.FELIX_PROMETHEUSMETRICSENABLED == "true"
    error_message = "Prometheus could not read the metrics of Felix."
  }
}

run "kubeadm_waits_for_the_load_balancer_of_several" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.monitoring_opens_the_metrics.kubeadm.init_configuration.timeouts == { kubernetesAPICall = "4m0s" } && !can(run.without_flags_no_file_on_the_control_plane_is_needed.kubeadm.init_configuration.timeouts)
    error_message = "kubeadm gives up before the load balancer knows the API server, or one that is alone waits for it."
  }
}

run "only_a_control_plane_that_is_alone_does_without_election" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition = !contains(concat(
      run.monitoring_opens_the_metrics.kubeadm.cluster_configuration.controllerManager.extraArgs[*].name,
      run.monitoring_opens_the_metrics.kubeadm.cluster_configuration.scheduler.extraArgs[*].name,
    ), "leader-elect")
    error_message = "Three controller managers would all work at once."
  }
}
