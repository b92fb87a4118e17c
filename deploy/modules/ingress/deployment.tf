locals {
  # None without an image.
  deployment = [for image in var.image[*] : {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = local.metadata
    spec = {
      replicas                = var.replicas
      progressDeadlineSeconds = 120
      selector                = { matchLabels = local.selector_labels }
      strategy = {
        type          = "RollingUpdate"
        rollingUpdate = { maxUnavailable = 0, maxSurge = 1 }
      }
      template = {
        metadata = { labels = local.labels }
        spec     = merge(local.pod_spec, { containers = [merge(local.container, { image = "${image.repository}@${image.digest}" })] })
      }
    }
  }]

  pod_spec = {
    serviceAccountName = local.name
    # Traefik reads Gateways and routes from the API server.
    automountServiceAccountToken  = true
    enableServiceLinks            = false
    terminationGracePeriodSeconds = 30
    securityContext = {
      runAsNonRoot   = true
      runAsUser      = 65532
      runAsGroup     = 65532
      seccompProfile = { type = "RuntimeDefault" }
    }
    tolerations = [for condition in ["not-ready", "unreachable"] : {
      key               = "node.kubernetes.io/${condition}"
      operator          = "Exists"
      effect            = "NoExecute"
      tolerationSeconds = 30
    }]
    topologySpreadConstraints = [{
      topologyKey       = "kubernetes.io/hostname"
      maxSkew           = 1
      whenUnsatisfiable = "DoNotSchedule"
      nodeTaintsPolicy  = "Honor"
      labelSelector     = { matchLabels = local.selector_labels }
      matchLabelKeys    = ["pod-template-hash"]
    }]
  }

  container = {
    name = local.name
    args = local.arguments
    ports = concat(
      [for name, port in local.entry_points : { name = name, containerPort = port }],
      [{ name = "ops", containerPort = local.ops_port }],
    )
    resources = {
      requests = { cpu = "50m", memory = "64Mi" }
      limits   = { memory = "192Mi" }
    }
    readinessProbe = { httpGet = { path = "/ping", port = "ops" }, periodSeconds = 1 }
    livenessProbe  = { httpGet = { path = "/ping", port = "ops" } }
    startupProbe   = { httpGet = { path = "/ping", port = "ops" }, periodSeconds = 1, failureThreshold = 30 }
    securityContext = {
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      capabilities             = { drop = ["ALL"] }
    }
  }

  arguments = concat(
    ["--providers.kubernetesgateway=true"],
    ["--providers.kubernetesgateway.namespaces=${join(",", concat([var.namespace], sort(var.route_namespaces)))}"],
    [for name, port in local.entry_points : "--entrypoints.${name}.address=:${port}"],
    # As the shop's own services: serve on while peers notice, then let requests end.
    [for name, port in local.entry_points : "--entrypoints.${name}.transport.lifecycle.requestacceptgracetimeout=5s"],
    [for name, port in local.entry_points : "--entrypoints.${name}.transport.lifecycle.gracetimeout=20s"],
    ["--entrypoints.ops.address=:${local.ops_port}", "--ping=true", "--ping.entrypoint=ops"],
    ["--metrics.prometheus=true", "--metrics.prometheus.entrypoint=ops"],
    ["--log.format=json", "--global.checknewversion=false", "--global.sendanonymoususage=false"],
  )
}
