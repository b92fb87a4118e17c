# Arguments of the API server, the controller manager, the scheduler and etcd.
locals {
  # The only directory that a flag's files are in. The API server's pod sees each file by the path that the machine has it under.
  api_server_files_directory = "/etc/kubernetes/api-server"
  api_server_files = {
    for name, wanted in {
      audit-policy   = var.enable_audit_log
      encryption     = var.enable_secret_encryption
      authentication = var.github != null
    } : name => "${local.api_server_files_directory}/${name}.yaml" if wanted
  }
  audit_directory = "/var/log/kubernetes/audit"

  api_server_arguments = [
    for argument in [
      { when = true, name = "profiling", value = "false" },
      { when = true, name = "tls-min-version", value = "VersionTLS12" },
      { when = var.enable_audit_log, name = "audit-policy-file", value = try(local.api_server_files.audit-policy, "") },
      { when = var.enable_audit_log, name = "audit-log-path", value = "${local.audit_directory}/audit.log" },
      # With 100 MB each this is what an 8 GB disk can spare.
      { when = var.enable_audit_log, name = "audit-log-maxsize", value = "100" },
      { when = var.enable_audit_log, name = "audit-log-maxbackup", value = "5" },
      { when = var.enable_audit_log, name = "audit-log-maxage", value = "30" },
      { when = var.enable_secret_encryption, name = "encryption-provider-config", value = try(local.api_server_files.encryption, "") },
      { when = var.github != null, name = "authentication-config", value = try(local.api_server_files.authentication, "") },
    ] : { name = argument.name, value = argument.value } if argument.when
  ]
  api_server_volumes = concat(
    [
      for name, path in local.api_server_files :
      { name = name, hostPath = path, mountPath = path, readOnly = true, pathType = "File" }
    ],
    [
      for path in [local.audit_directory] :
      { name = "audit-log", hostPath = path, mountPath = path, readOnly = false, pathType = "DirectoryOrCreate" }
      if var.enable_audit_log
    ],
  )

  controller_manager_arguments = [
    for argument in [
      { when = true, name = "profiling", value = "false" },
      # Pods' addresses come from Calico's own administration, or in the lab from the plan.
      { when = true, name = "allocate-node-cidrs", value = "false" },
      # At the start each of forty controllers gets an account and a token; the default of 20 requests a second is 5 s of waiting.
      { when = true, name = "kube-api-qps", value = "200" },
      { when = true, name = "kube-api-burst", value = "400" },
      # A single one has nobody to agree with, and after a power cut it shall not wait 15 s for its own lease to run out.
      { when = !var.enable_high_availability, name = "leader-elect", value = "false" },
      { when = var.enable_monitoring, name = "bind-address", value = "0.0.0.0" },
    ] : { name = argument.name, value = argument.value } if argument.when
  ]
  scheduler_arguments = [
    for argument in [
      { when = true, name = "profiling", value = "false" },
      { when = !var.enable_high_availability, name = "leader-elect", value = "false" },
      { when = var.enable_monitoring, name = "bind-address", value = "0.0.0.0" },
    ] : { name = argument.name, value = argument.value } if argument.when
  ]
  etcd_arguments = [
    for argument in [
      # 4 GiB: twice the default, and still little enough to be backed up and restored in a minute.
      { when = true, name = "quota-backend-bytes", value = tostring(4 * 1024 * 1024 * 1024) },
      { when = var.enable_monitoring, name = "listen-metrics-urls", value = "http://0.0.0.0:${local.ports.etcd_metrics}" },
    ] : { name = argument.name, value = argument.value } if argument.when
  ]
}
