variables {
  image = {
    repository = "docker.io/ninehops/traefik"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  route_namespaces = ["marketplace"]
}

run "the_deployment_is_this_one" {
  command = plan

  assert {
    condition = jsonencode({ for field, value in output.controller_objects["Deployment/ingress/traefik"].spec : field => value if field != "template" }) == jsonencode({
      progressDeadlineSeconds = 120
      replicas                = 2
      selector                = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
      strategy                = { rollingUpdate = { maxSurge = 1, maxUnavailable = 0 }, type = "RollingUpdate" }
    })
    error_message = "The Deployment is another: ${jsonencode({ for field, value in output.controller_objects["Deployment/ingress/traefik"].spec : field => value if field != "template" })}"
  }
  assert {
    condition = jsonencode(output.controller_objects["Deployment/ingress/traefik"].spec.template.spec) == jsonencode({
      automountServiceAccountToken = true
      containers = [{
        args = [
          "--providers.kubernetesgateway=true",
          "--providers.kubernetesgateway.namespaces=ingress,marketplace",
          "--entrypoints.web.address=:8000",
          "--entrypoints.websecure.address=:8443",
          "--entrypoints.web.transport.lifecycle.requestacceptgracetimeout=5s",
          "--entrypoints.websecure.transport.lifecycle.requestacceptgracetimeout=5s",
          "--entrypoints.web.transport.lifecycle.gracetimeout=20s",
          "--entrypoints.websecure.transport.lifecycle.gracetimeout=20s",
          "--entrypoints.ops.address=:8080",
          "--ping=true",
          "--ping.entrypoint=ops",
          "--metrics.prometheus=true",
          "--metrics.prometheus.entrypoint=ops",
          "--log.format=json",
          "--global.checknewversion=false",
          "--global.sendanonymoususage=false",
        ]
        image         = "docker.io/ninehops/traefik@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        livenessProbe = { httpGet = { path = "/ping", port = "ops" } }
        name          = "traefik"
        ports = [
          { containerPort = 8000, name = "web" },
          { containerPort = 8443, name = "websecure" },
          { containerPort = 8080, name = "ops" },
        ]
        readinessProbe  = { httpGet = { path = "/ping", port = "ops" }, periodSeconds = 1 }
        resources       = { limits = { memory = "192Mi" }, requests = { cpu = "50m", memory = "64Mi" } }
        securityContext = { allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] }, readOnlyRootFilesystem = true }
        startupProbe    = { failureThreshold = 30, httpGet = { path = "/ping", port = "ops" }, periodSeconds = 1 }
      }]
      enableServiceLinks = false
      securityContext = {
        fsGroup        = 65532
        runAsGroup     = 65532
        runAsNonRoot   = true
        runAsUser      = 65532
        seccompProfile = { type = "RuntimeDefault" }
      }
      serviceAccountName            = "traefik"
      terminationGracePeriodSeconds = 30
      tolerations = [
        { effect = "NoExecute", key = "node.kubernetes.io/not-ready", operator = "Exists", tolerationSeconds = 30 },
        { effect = "NoExecute", key = "node.kubernetes.io/unreachable", operator = "Exists", tolerationSeconds = 30 },
      ]
      topologySpreadConstraints = [{
        labelSelector     = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
        matchLabelKeys    = ["pod-template-hash"]
        maxSkew           = 1
        nodeTaintsPolicy  = "Honor"
        topologyKey       = "kubernetes.io/hostname"
        whenUnsatisfiable = "DoNotSchedule"
      }]
    })
    error_message = "The pods are others: ${jsonencode(output.controller_objects["Deployment/ingress/traefik"].spec.template.spec)}"
  }
}

run "the_ways_to_it_and_from_it_are_these" {
  command = plan

  assert {
    condition = jsonencode(output.controller_objects["Service/ingress/traefik"].spec) == jsonencode({
      ports = [
        { name = "web", nodePort = 30081, port = 80, targetPort = "web" },
        { name = "websecure", nodePort = 30443, port = 443, targetPort = "websecure" },
      ]
      selector            = { "app.kubernetes.io/name" = "traefik" }
      trafficDistribution = "PreferSameNode"
      type                = "NodePort"
    })
    error_message = "The Service is another: ${jsonencode(output.controller_objects["Service/ingress/traefik"].spec)}"
  }
  assert {
    condition = jsonencode(output.controller_objects["NetworkPolicy/ingress/traefik"].spec) == jsonencode({
      egress = [
        {
          to = [{
            namespaceSelector = {
              matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = ["marketplace"] }]
            }
            podSelector = {}
          }]
        },
        { ports = [{ port = 6443, protocol = "TCP" }] },
      ]
      ingress     = [{ ports = [{ port = "web", protocol = "TCP" }, { port = "websecure", protocol = "TCP" }] }]
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
      policyTypes = ["Ingress", "Egress"]
    })
    error_message = "The policy allows something else: ${jsonencode(output.controller_objects["NetworkPolicy/ingress/traefik"].spec)}"
  }
  assert {
    condition = jsonencode(output.controller_objects["PodDisruptionBudget/ingress/traefik"].spec) == jsonencode({
      maxUnavailable             = 1
      selector                   = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
      unhealthyPodEvictionPolicy = "AlwaysAllow"
    })
    error_message = "The budget is another: ${jsonencode(output.controller_objects["PodDisruptionBudget/ingress/traefik"].spec)}"
  }
}

run "the_gateway_takes_routes_of_those_namespaces_only" {
  command = plan
  variables {
    tls_secret = "shop-certificate"
  }

  assert {
    condition = jsonencode(output.gateway_objects["Gateway/ingress/shared"].spec) == jsonencode({
      gatewayClassName = "traefik"
      listeners = [
        {
          allowedRoutes = {
            namespaces = {
              from = "Selector"
              selector = {
                matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = ["marketplace"] }]
              }
            }
          }
          name     = "http"
          port     = 8000
          protocol = "HTTP"
        },
        {
          allowedRoutes = {
            namespaces = {
              from = "Selector"
              selector = {
                matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = ["marketplace"] }]
              }
            }
          }
          name     = "https"
          port     = 8443
          protocol = "HTTPS"
          tls      = { certificateRefs = [{ name = "shop-certificate" }] }
        },
      ]
    })
    error_message = "The Gateway is another: ${jsonencode(output.gateway_objects["Gateway/ingress/shared"].spec)}"
  }
}
