variables {
  name            = "books"
  namespace       = "shop"
  part_of         = "nine-hops"
  service_version = "1.2.3"
  image = {
    repository = "docker.io/ninehops/books"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  replicas    = 2
  resources   = { cpu_request = "25m", memory_request = "24Mi", memory_limit = "64Mi" }
  drain_times = { unready = 5, drain = 20, flush = 2 }
  ports = {
    http = { container_port = 5000, service_port = 80 }
    ops  = { container_port = 9464 }
  }
  probes = {
    port      = "ops"
    startup   = { path = "/startupz" }
    readiness = { path = "/readyz" }
    liveness  = { path = "/livez" }
  }
}

run "the_deployment_is_this_one" {
  command = plan

  assert {
    condition = jsonencode({ for field, value in output.objects["Deployment/shop/books"].spec : field => value if field != "template" }) == jsonencode({
      progressDeadlineSeconds = 120
      replicas                = 2
      selector                = { matchLabels = { "app.kubernetes.io/name" = "books" } }
      strategy                = { rollingUpdate = { maxSurge = 1, maxUnavailable = 0 }, type = "RollingUpdate" }
    })
    error_message = "The Deployment is another: ${jsonencode({ for field, value in output.objects["Deployment/shop/books"].spec : field => value if field != "template" })}"
  }
  assert {
    condition = jsonencode(output.objects["Deployment/shop/books"].spec.template.spec) == jsonencode({
      affinity = {
        nodeAffinity = {
          requiredDuringSchedulingIgnoredDuringExecution = {
            nodeSelectorTerms = [{
              matchExpressions = [{ key = "kubernetes.io/arch", operator = "In", values = ["amd64", "arm64"] }]
            }]
          }
        }
      }
      automountServiceAccountToken = false
      containers = [{
        image           = "docker.io/ninehops/books@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        livenessProbe   = { failureThreshold = 3, httpGet = { path = "/livez", port = "ops" }, periodSeconds = 10 }
        name            = "books"
        ports           = [{ containerPort = 5000, name = "http" }, { containerPort = 9464, name = "ops" }]
        readinessProbe  = { failureThreshold = 3, httpGet = { path = "/readyz", port = "ops" }, periodSeconds = 1 }
        resources       = { limits = { memory = "64Mi" }, requests = { cpu = "25m", memory = "24Mi" } }
        securityContext = { allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] }, readOnlyRootFilesystem = true }
        startupProbe    = { failureThreshold = 30, httpGet = { path = "/startupz", port = "ops" }, periodSeconds = 1 }
      }]
      enableServiceLinks = false
      securityContext = {
        fsGroup        = 65532
        runAsGroup     = 65532
        runAsNonRoot   = true
        runAsUser      = 65532
        seccompProfile = { type = "RuntimeDefault" }
      }
      serviceAccountName            = "books"
      terminationGracePeriodSeconds = 30
      tolerations = [
        { effect = "NoExecute", key = "node.kubernetes.io/not-ready", operator = "Exists", tolerationSeconds = 30 },
        { effect = "NoExecute", key = "node.kubernetes.io/unreachable", operator = "Exists", tolerationSeconds = 30 },
      ]
      topologySpreadConstraints = [{
        labelSelector     = { matchLabels = { "app.kubernetes.io/name" = "books" } }
        matchLabelKeys    = ["pod-template-hash"]
        maxSkew           = 1
        nodeTaintsPolicy  = "Honor"
        topologyKey       = "kubernetes.io/hostname"
        whenUnsatisfiable = "DoNotSchedule"
      }]
    })
    error_message = "The pods are others: ${jsonencode(output.objects["Deployment/shop/books"].spec.template.spec)}"
  }
}

run "the_other_objects_are_these" {
  command = plan

  assert {
    condition = jsonencode(output.objects["ServiceAccount/shop/books"]) == jsonencode({
      apiVersion                   = "v1"
      automountServiceAccountToken = false
      kind                         = "ServiceAccount"
      metadata = {
        labels = {
          "app.kubernetes.io/managed-by" = "Terraform"
          "app.kubernetes.io/name"       = "books"
          "app.kubernetes.io/part-of"    = "nine-hops"
          "app.kubernetes.io/version"    = "1.2.3"
        }
        name      = "books"
        namespace = "shop"
      }
    })
    error_message = "The ServiceAccount is another: ${jsonencode(output.objects["ServiceAccount/shop/books"])}"
  }
  assert {
    condition = jsonencode(output.objects["Service/shop/books"].spec) == jsonencode({
      ports    = [{ name = "http", port = 80, targetPort = "http" }]
      selector = { "app.kubernetes.io/name" = "books" }
      type     = "ClusterIP"
    })
    error_message = "The Service is another: ${jsonencode(output.objects["Service/shop/books"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["NetworkPolicy/shop/books"].spec) == jsonencode({
      egress = [{
        ports = [{ port = 53, protocol = "UDP" }, { port = 53, protocol = "TCP" }]
        to = [{
          namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
          podSelector       = { matchLabels = { k8s-app = "kube-dns" } }
        }]
      }]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "books" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/shop/books"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["PodDisruptionBudget/shop/books"].spec) == jsonencode({
      maxUnavailable             = 1
      selector                   = { matchLabels = { "app.kubernetes.io/name" = "books" } }
      unhealthyPodEvictionPolicy = "AlwaysAllow"
    })
    error_message = "The budget is another: ${jsonencode(output.objects["PodDisruptionBudget/shop/books"].spec)}"
  }
}

run "the_autoscaler_is_this_one" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 80 }
  }

  assert {
    condition = jsonencode(output.objects["HorizontalPodAutoscaler/shop/books"].spec) == jsonencode({
      behavior       = { scaleDown = { stabilizationWindowSeconds = 300 } }
      maxReplicas    = 4
      metrics        = [{ resource = { name = "cpu", target = { averageUtilization = 80, type = "Utilization" } }, type = "Resource" }]
      minReplicas    = 2
      scaleTargetRef = { apiVersion = "apps/v1", kind = "Deployment", name = "books" }
    })
    error_message = "The autoscaler is another: ${jsonencode(output.objects["HorizontalPodAutoscaler/shop/books"].spec)}"
  }
}
