module "recommendations" {
  source = "../microservice"

  name            = "recommendations"
  namespace       = module.namespace.name
  part_of         = local.part_of
  service_version = var.shop_version
  image           = var.images["recommendations"]
  replicas        = var.recommendations.replicas
  resources       = var.recommendations.resources
  drain_times     = local.drain_times
  probes          = local.probes
  metrics         = { port = "ops" }

  ports = {
    grpc = { container_port = 50051, service_port = 50051, app_protocol = "kubernetes.io/h2c" }
    ops  = { container_port = 9464 }
  }
  enable_headless_service = true

  environment = merge(
    { RECOMMENDATIONS_DATA = "/data" },
    { for step, seconds in local.drain_times : "RECOMMENDATIONS_SHUTDOWN_${upper(step)}" => "${seconds}s" },
  )
  field_references = local.pod_fields
  # What visitors did is lost with the pod; what is recommended comes from the catalogue, too.
  volumes = { data = { mount_path = "/data", size_limit = "64Mi" } }

  allow_from = merge(
    { marketplace = {
      namespace  = module.namespace.name
      pod_labels = { "app.kubernetes.io/name" = "marketplace" }
      ports      = ["grpc"]
    } },
    { for name, peer in local.diagnosis_peers : name => merge(peer, { ports = ["grpc"] }) },
  )
}
