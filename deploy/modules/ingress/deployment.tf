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
      strategy                = module.hardened.strategy
      template = {
        metadata = { labels = local.labels }
        spec     = merge(local.pod_spec, { containers = [merge(local.container, { image = "${image.repository}@${image.digest}" })] })
      }
    }
  }]

  pod_spec = merge(module.hardened.pod, module.hardened.spread, {
    serviceAccountName = local.name
    # Traefik reads Gateways and routes from the API server.
    automountServiceAccountToken  = true
    terminationGracePeriodSeconds = 30
  })

  container = merge(module.hardened.container, {
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
  })

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
