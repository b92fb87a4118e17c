locals {
  service = {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = local.metadata
    spec = {
      selector = local.selector_labels
      ports    = [{ name = "https", port = 443, targetPort = "https", appProtocol = "https" }]
    }
  }

  api_service = {
    apiVersion = "apiregistration.k8s.io/v1"
    kind       = "APIService"
    metadata   = { name = "v1beta1.metrics.k8s.io", labels = local.labels }
    spec = {
      group                = "metrics.k8s.io"
      version              = "v1beta1"
      groupPriorityMinimum = 100
      versionPriority      = 100
      service              = { name = local.name, namespace = local.namespace }
      # metrics-server makes its certificate when it starts, and keeps it nowhere.
      insecureSkipTLSVerify = true
    }
  }

  # API server and kubelets are machines, which no label selects: ports are all that can be said of them.
  network_policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = local.metadata
    spec = {
      podSelector = { matchLabels = local.selector_labels }
      policyTypes = ["Ingress", "Egress"]
      ingress     = [{ ports = [{ protocol = "TCP", port = "https" }] }]
      egress      = [{ ports = [for port in distinct([var.api_server_port, local.kubelet_port]) : { protocol = "TCP", port = port }] }]
    }
  }
}
