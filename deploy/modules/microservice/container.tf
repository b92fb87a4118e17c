locals {
  container = merge(module.hardened.container, {
    name  = var.name
    image = local.image_reference
    ports = [for name, port in var.ports : { name = name, containerPort = port.container_port }]
    resources = {
      requests = { cpu = var.resources.cpu_request, memory = var.resources.memory_request }
      limits   = { memory = var.resources.memory_limit }
    }
    },
    local.probes,
    # An empty list would be a field that nobody reads back.
    { for field, list in { env = local.container_env, volumeMounts = local.volume_mounts } : field => list if length(list) > 0 },
  )

  volume_mounts = [for name, volume in var.volumes : { name = name, mountPath = volume.mount_path }]

  probes = { for name in ["readiness", "liveness", "startup"] : "${name}Probe" => {
    httpGet          = { path = var.probes[name].path, port = var.probes.port }
    periodSeconds    = var.probes[name].period_seconds
    failureThreshold = var.probes[name].failure_threshold
  } if var.probes[name] != null }

  container_env = concat(
    [for name, value in var.environment : { name = name, value = value }],
    [for name, path in var.field_references : { name = name, valueFrom = { fieldRef = { fieldPath = path } } }],
    [for name, secret in var.secret_references : { name = name, valueFrom = { secretKeyRef = { name = secret.name, key = secret.key } } }],
  )
}
