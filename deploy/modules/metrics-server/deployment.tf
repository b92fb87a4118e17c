locals {
  deployment = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = local.metadata
    spec = {
      replicas                = 1
      progressDeadlineSeconds = 120
      selector                = { matchLabels = local.selector_labels }
      strategy                = module.hardened.strategy
      template                = { metadata = { labels = local.labels }, spec = local.pod_spec }
    }
  }

  pod_spec = merge(module.hardened.pod, {
    serviceAccountName = local.name
    # It asks the API server for nodes and pods, and kubelets for figures.
    automountServiceAccountToken = true
    priorityClassName            = "system-cluster-critical"
    containers                   = [local.container]
    volumes                      = [{ name = "certificate", emptyDir = { sizeLimit = "1Mi" } }]
  })

  container = merge(module.hardened.container, {
    name  = local.name
    image = "${var.image.repository}@${var.image.digest}"
    args  = local.arguments
    ports = [{ name = "https", containerPort = local.port }]
    resources = {
      requests = { cpu = "50m", memory = "64Mi" }
      limits   = { memory = "192Mi" }
    }
    startupProbe   = { httpGet = { path = "/livez", port = "https", scheme = "HTTPS" }, periodSeconds = 1, failureThreshold = 60 }
    readinessProbe = { httpGet = { path = "/readyz", port = "https", scheme = "HTTPS" }, periodSeconds = 2 }
    livenessProbe  = { httpGet = { path = "/livez", port = "https", scheme = "HTTPS" } }
    volumeMounts   = [{ name = "certificate", mountPath = "/certificate" }]
  })

  arguments = concat(
    ["--cert-dir=/certificate", "--secure-port=${local.port}"],
    # Names of nodes need not resolve inside of a cluster.
    ["--kubelet-preferred-address-types=InternalIP", "--kubelet-use-node-status-port"],
    ["--metric-resolution=${var.metric_resolution_seconds}s"],
    [for argument in ["--kubelet-insecure-tls"] : argument if var.kubelet_insecure_tls],
  )
}
