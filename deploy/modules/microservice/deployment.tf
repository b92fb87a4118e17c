locals {
  deployment = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = local.metadata
    # With an autoscaler the number of pods is its own: a value here would undo its decisions at every apply.
    spec = merge({ for field, value in { replicas = var.replicas } : field => value if value != null }, {
      progressDeadlineSeconds = var.progress_deadline_seconds
      selector                = { matchLabels = local.selector_labels }
      strategy = {
        type          = "RollingUpdate"
        rollingUpdate = { maxUnavailable = 0, maxSurge = 1 }
      }
      template = { metadata = local.pod_metadata, spec = local.pod_spec }
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

  pod_spec = merge({
    serviceAccountName           = var.name
    automountServiceAccountToken = false
    # A service refuses variables with its prefix that it does not know; those of links would have it.
    enableServiceLinks            = false
    terminationGracePeriodSeconds = sum(values(var.drain_times))
    securityContext = {
      runAsNonRoot   = true
      runAsUser      = 65532
      runAsGroup     = 65532
      fsGroup        = 65532
      seccompProfile = { type = "RuntimeDefault" }
    }
    affinity                  = local.affinity
    tolerations               = local.tolerations
    topologySpreadConstraints = local.topology_spread_constraints
    containers                = [local.container]
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

  # The default of five minutes would leave the service a pod short for as long after a node's death.
  tolerations = [for condition in ["not-ready", "unreachable"] : {
    key               = "node.kubernetes.io/${condition}"
    operator          = "Exists"
    effect            = "NoExecute"
    tolerationSeconds = 30
  }]

  # Pods of one revision are compared with each other only, or a rolling update would be stuck on a surplus of old ones;
  # a tainted node does not count as an empty one, or a drain would be.
  topology_spread_constraints = [{
    topologyKey       = "kubernetes.io/hostname"
    maxSkew           = 1
    whenUnsatisfiable = "DoNotSchedule"
    nodeTaintsPolicy  = "Honor"
    labelSelector     = { matchLabels = local.selector_labels }
    matchLabelKeys    = ["pod-template-hash"]
  }]
}
