variables {
  images = {
    marketplace = {
      repository = "docker.io/ninehops/marketplace"
      digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
    recommendations = {
      repository = "docker.io/ninehops/recommendations"
      digest     = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
    }
  }
  shop_version = "1.2.3"
}

run "the_container_of_marketplace_is_this_one" {
  command = plan

  assert {
    condition = jsonencode(output.objects["Deployment/marketplace/marketplace"].spec.template.metadata.annotations) == jsonencode({
      "ninehops/cookie-key-revision" = "1"
      "prometheus.io/path"           = "/metrics"
      "prometheus.io/port"           = "9464"
      "prometheus.io/scrape"         = "true"
    })
    error_message = "The annotations are others: ${jsonencode(output.objects["Deployment/marketplace/marketplace"].spec.template.metadata.annotations)}"
  }
  assert {
    condition = jsonencode(output.objects["Deployment/marketplace/marketplace"].spec.template.spec.containers[0]) == jsonencode({
      env = [
        { name = "MARKETPLACE_SHUTDOWN_DRAIN", value = "20s" },
        { name = "MARKETPLACE_SHUTDOWN_FLUSH", value = "2s" },
        { name = "MARKETPLACE_SHUTDOWN_UNREADY", value = "5s" },
        { name = "RECOMMENDATIONS_HOST", value = "recommendations-headless:50051" },
        { name = "NODE_NAME", valueFrom = { fieldRef = { fieldPath = "spec.nodeName" } } },
        { name = "POD_IP", valueFrom = { fieldRef = { fieldPath = "status.podIP" } } },
        { name = "POD_NAME", valueFrom = { fieldRef = { fieldPath = "metadata.name" } } },
        { name = "POD_NAMESPACE", valueFrom = { fieldRef = { fieldPath = "metadata.namespace" } } },
        { name = "MARKETPLACE_COOKIE_KEY", valueFrom = { secretKeyRef = { key = "key", name = "marketplace-cookie" } } },
      ]
      image           = "docker.io/ninehops/marketplace@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      livenessProbe   = { failureThreshold = 3, httpGet = { path = "/livez", port = "ops" }, periodSeconds = 10 }
      name            = "marketplace"
      ports           = [{ containerPort = 5000, name = "http" }, { containerPort = 9464, name = "ops" }]
      readinessProbe  = { failureThreshold = 3, httpGet = { path = "/readyz", port = "ops" }, periodSeconds = 1 }
      resources       = { limits = { memory = "64Mi" }, requests = { cpu = "25m", memory = "24Mi" } }
      securityContext = { allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] }, readOnlyRootFilesystem = true }
    })
    error_message = "The container is another: ${jsonencode(output.objects["Deployment/marketplace/marketplace"].spec.template.spec.containers[0])}"
  }
}

run "the_container_of_recommendations_is_this_one" {
  command = plan

  assert {
    condition     = jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.metadata.annotations) == jsonencode({ "prometheus.io/path" = "/metrics", "prometheus.io/port" = "9464", "prometheus.io/scrape" = "true" })
    error_message = "The annotations are others: ${jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.metadata.annotations)}"
  }
  assert {
    condition = jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.spec.containers[0]) == jsonencode({
      env = [
        { name = "RECOMMENDATIONS_DATA", value = "/data" },
        { name = "RECOMMENDATIONS_SHUTDOWN_DRAIN", value = "20s" },
        { name = "RECOMMENDATIONS_SHUTDOWN_FLUSH", value = "2s" },
        { name = "RECOMMENDATIONS_SHUTDOWN_UNREADY", value = "5s" },
        { name = "NODE_NAME", valueFrom = { fieldRef = { fieldPath = "spec.nodeName" } } },
        { name = "POD_NAME", valueFrom = { fieldRef = { fieldPath = "metadata.name" } } },
        { name = "POD_NAMESPACE", valueFrom = { fieldRef = { fieldPath = "metadata.namespace" } } },
      ]
      image           = "docker.io/ninehops/recommendations@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
      livenessProbe   = { failureThreshold = 3, httpGet = { path = "/livez", port = "ops" }, periodSeconds = 10 }
      name            = "recommendations"
      ports           = [{ containerPort = 50051, name = "grpc" }, { containerPort = 9464, name = "ops" }]
      readinessProbe  = { failureThreshold = 3, httpGet = { path = "/readyz", port = "ops" }, periodSeconds = 1 }
      resources       = { limits = { memory = "64Mi" }, requests = { cpu = "25m", memory = "24Mi" } }
      securityContext = { allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] }, readOnlyRootFilesystem = true }
      volumeMounts    = [{ mountPath = "/data", name = "data" }]
    })
    error_message = "The container is another: ${jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.spec.containers[0])}"
  }
  assert {
    condition     = jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.spec.volumes) == jsonencode([{ emptyDir = { sizeLimit = "64Mi" }, name = "data" }])
    error_message = "The volumes are others: ${jsonencode(output.objects["Deployment/marketplace/recommendations"].spec.template.spec.volumes)}"
  }
}

run "the_policies_allow_this_and_no_more" {
  command = plan

  assert {
    condition = jsonencode(output.objects["NetworkPolicy/marketplace/marketplace"].spec) == jsonencode({
      egress = [
        {
          ports = [{ port = 53, protocol = "UDP" }, { port = 53, protocol = "TCP" }]
          to = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
            podSelector       = { matchLabels = { k8s-app = "kube-dns" } }
          }]
        },
        {
          ports = [{ port = 50051, protocol = "TCP" }]
          to = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "marketplace" } }
            podSelector       = { matchLabels = { "app.kubernetes.io/name" = "recommendations" } }
          }]
        },
      ]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "ninehops" } } }]
          ports = [{ port = "http", protocol = "TCP" }]
        },
        { from = [{ ipBlock = { cidr = "0.0.0.0/0" } }], ports = [{ port = "http", protocol = "TCP" }] },
      ]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "marketplace" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/marketplace/marketplace"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["NetworkPolicy/marketplace/recommendations"].spec) == jsonencode({
      egress = [{
        ports = [{ port = 53, protocol = "UDP" }, { port = 53, protocol = "TCP" }]
        to = [{
          namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
          podSelector       = { matchLabels = { k8s-app = "kube-dns" } }
        }]
      }]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "ninehops" } } }]
          ports = [{ port = "grpc", protocol = "TCP" }]
        },
        {
          from = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "marketplace" } }
            podSelector       = { matchLabels = { "app.kubernetes.io/name" = "marketplace" } }
          }]
          ports = [{ port = "grpc", protocol = "TCP" }]
        },
      ]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "recommendations" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/marketplace/recommendations"].spec)}"
  }
}

run "with_ingress_the_policies_allow_this_and_no_more" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition = jsonencode(output.objects["NetworkPolicy/marketplace/marketplace"].spec) == jsonencode({
      egress = [
        {
          ports = [{ port = 53, protocol = "UDP" }, { port = 53, protocol = "TCP" }]
          to = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
            podSelector       = { matchLabels = { k8s-app = "kube-dns" } }
          }]
        },
        {
          ports = [{ port = 50051, protocol = "TCP" }]
          to = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "marketplace" } }
            podSelector       = { matchLabels = { "app.kubernetes.io/name" = "recommendations" } }
          }]
        },
      ]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "ninehops" } } }]
          ports = [{ port = "http", protocol = "TCP" }]
        },
        {
          from = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "ingress" } }
            podSelector       = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
          }]
          ports = [{ port = "http", protocol = "TCP" }]
        },
        { from = [{ ipBlock = { cidr = "0.0.0.0/0" } }], ports = [{ port = "http", protocol = "TCP" }] },
      ]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "marketplace" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/marketplace/marketplace"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["NetworkPolicy/marketplace/recommendations"].spec) == jsonencode({
      egress = [{
        ports = [{ port = 53, protocol = "UDP" }, { port = 53, protocol = "TCP" }]
        to = [{
          namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
          podSelector       = { matchLabels = { k8s-app = "kube-dns" } }
        }]
      }]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "ninehops" } } }]
          ports = [{ port = "grpc", protocol = "TCP" }]
        },
        {
          from = [{
            namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "marketplace" } }
            podSelector       = { matchLabels = { "app.kubernetes.io/name" = "marketplace" } }
          }]
          ports = [{ port = "grpc", protocol = "TCP" }]
        },
      ]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "recommendations" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.objects["NetworkPolicy/marketplace/recommendations"].spec)}"
  }
}

run "the_gateway_and_the_route_are_these" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition = jsonencode(output.objects["Gateway/ingress/shared"].spec) == jsonencode({
      gatewayClassName = "traefik"
      listeners = [{
        allowedRoutes = {
          namespaces = {
            from     = "Selector"
            selector = { matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = ["marketplace"] }] }
          }
        }
        name     = "http"
        port     = 8000
        protocol = "HTTP"
      }]
    })
    error_message = "The Gateway is another: ${jsonencode(output.objects["Gateway/ingress/shared"].spec)}"
  }
  assert {
    condition = jsonencode(output.objects["HTTPRoute/marketplace/marketplace"].spec) == jsonencode({
      hostnames  = ["shop.localtest"]
      parentRefs = [{ name = "shared", namespace = "ingress" }]
      rules      = [{ backendRefs = [{ name = "marketplace", port = 80 }] }]
    })
    error_message = "The route is another: ${jsonencode(output.objects["HTTPRoute/marketplace/marketplace"].spec)}"
  }
}
