locals {
  deployment = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = local.metadata
    # With an autoscaler the number of pods is its own: a value here would undo its decisions at every apply.
    spec = merge({ for field, value in { replicas = var.replicas } : field => value if value != null }, {
      progressDeadlineSeconds = var.progress_deadline_seconds
      selector                = { matchLabels = local.selector_labels }
      strategy                = module.hardened.strategy
      template                = { metadata = local.pod_metadata, spec = local.pod_spec }
    })
  }

  pod_metadata = merge(
    { labels = local.labels },
    { for field, map in { annotations = local.annotations } : field => map if length(map) > 0 },
  )

  annotations = merge(var.pod_annotations, [for metrics in var.metrics[*] : {
    "prometheus.io/scrape" = "true"
    "prometheus.io/port"   = tostring(var.ports[metrics.port].container_port)
    "prometheus.io/path"   = metrics.path
  }]...)

  pod_spec = merge(module.hardened.pod, module.hardened.spread, {
    serviceAccountName            = var.name
    automountServiceAccountToken  = false
    terminationGracePeriodSeconds = sum(values(var.drain_times))
    affinity                      = local.affinity
    containers                    = [local.container]
  }, { for field, list in { volumes = local.pod_volumes } : field => list if length(list) > 0 })

  pod_volumes = [for name, volume in var.volumes : { name = name, emptyDir = { sizeLimit = volume.size_limit } }]

  affinity = {
    nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution = {
        nodeSelectorTerms = [{
          matchExpressions = [{ key = "kubernetes.io/arch", operator = "In", values = sort(var.architectures) }]
        }]
      }
    }
  }
}
