variables {
  image = {
    repository = "registry.k8s.io/metrics-server/metrics-server"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

run "the_deployment_is_this_one" {
  command = plan

  assert {
    condition = jsonencode({ for field, value in output.objects["Deployment/kube-system/metrics-server"].spec : field => value if field != "template" }) == jsonencode({
      progressDeadlineSeconds = 120
      replicas                = 1
      selector                = { matchLabels = { "app.kubernetes.io/name" = "metrics-server" } }
      strategy                = { rollingUpdate = { maxSurge = 1, maxUnavailable = 0 }, type = "RollingUpdate" }
    })
    error_message = "The Deployment is another: ${jsonencode({ for field, value in output.objects["Deployment/kube-system/metrics-server"].spec : field => value if field != "template" })}"
  }
  assert {
    condition = jsonencode(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec) == jsonencode({
      automountServiceAccountToken = true
      containers = [{
        args = [
          "--cert-dir=/certificate",
          "--secure-port=10250",
          "--kubelet-preferred-address-types=InternalIP",
          "--kubelet-use-node-status-port",
          "--metric-resolution=15s",
        ]
        image           = "registry.k8s.io/metrics-server/metrics-server@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        livenessProbe   = { httpGet = { path = "/livez", port = "https", scheme = "HTTPS" } }
        name            = "metrics-server"
        ports           = [{ containerPort = 10250, name = "https" }]
        readinessProbe  = { httpGet = { path = "/readyz", port = "https", scheme = "HTTPS" }, periodSeconds = 2 }
        resources       = { limits = { memory = "192Mi" }, requests = { cpu = "50m", memory = "64Mi" } }
        securityContext = { allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] }, readOnlyRootFilesystem = true }
        startupProbe = {
          failureThreshold = 60
          httpGet          = { path = "/livez", port = "https", scheme = "HTTPS" }
          periodSeconds    = 1
        }
        volumeMounts = [{ mountPath = "/certificate", name = "certificate" }]
      }]
      enableServiceLinks = false
      priorityClassName  = "system-cluster-critical"
      securityContext = {
        fsGroup        = 65532
        runAsGroup     = 65532
        runAsNonRoot   = true
        runAsUser      = 65532
        seccompProfile = { type = "RuntimeDefault" }
      }
      serviceAccountName = "metrics-server"
      tolerations = [
        { effect = "NoExecute", key = "node.kubernetes.io/not-ready", operator = "Exists", tolerationSeconds = 30 },
        { effect = "NoExecute", key = "node.kubernetes.io/unreachable", operator = "Exists", tolerationSeconds = 30 },
      ]
      volumes = [{ emptyDir = { sizeLimit = "1Mi" }, name = "certificate" }]
    })
    error_message = "The pod is another: ${jsonencode(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec)}"
  }
}

run "the_ways_to_it_and_from_it_are_these" {
  command = plan

  assert {
    condition = jsonencode(output.objects["Service/kube-system/metrics-server"].spec) == jsonencode({
      ports    = [{ appProtocol = "https", name = "https", port = 443, targetPort = "https" }]
      selector = { "app.kubernetes.io/name" = "metrics-server" }
    })
    error_message = "The Service is another: ${jsonencode(output.objects["Service/kube-system/metrics-server"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["NetworkPolicy/kube-system/metrics-server"].spec) == jsonencode({
      egress      = [{ ports = [{ port = 6443, protocol = "TCP" }, { port = 10250, protocol = "TCP" }] }]
      ingress     = [{ ports = [{ port = "https", protocol = "TCP" }] }]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "metrics-server" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/kube-system/metrics-server"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["APIService/v1beta1.metrics.k8s.io"].spec) == jsonencode({
      group                 = "metrics.k8s.io"
      groupPriorityMinimum  = 100
      insecureSkipTLSVerify = true
      service               = { name = "metrics-server", namespace = "kube-system" }
      version               = "v1beta1"
      versionPriority       = 100
    })
    error_message = "The API is another: ${jsonencode(output.objects["APIService/v1beta1.metrics.k8s.io"].spec)}"
  }
}
