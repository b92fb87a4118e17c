module "marketplace" {
  source = "../microservice"

  name            = "marketplace"
  namespace       = module.namespace.name
  part_of         = local.part_of
  service_version = var.shop_version
  image           = var.images["marketplace"]
  autoscaling     = var.marketplace.autoscaling
  resources       = var.marketplace.resources
  drain_times     = local.drain_times
  probes          = local.probes
  metrics         = { port = "ops" }
  # The key is in the pods' environment: those that run do not see a new one.
  pod_annotations = { "ninehops/cookie-key-revision" = tostring(var.cookie_key_revision) }

  ports = {
    http = { container_port = 5000, service_port = 80, node_port = var.node_port }
    ops  = { container_port = 9464 }
  }
  # A page of the visitor's node saves a hop, and is there as long as the node is.
  traffic_distribution = "PreferSameNode"

  environment = merge(
    # One address for each ready pod: the storefront balances by itself, call by call.
    { RECOMMENDATIONS_HOST = "${module.recommendations.headless_service_name}:50051" },
    { for step, seconds in local.drain_times : "MARKETPLACE_SHUTDOWN_${upper(step)}" => "${seconds}s" },
  )
  field_references  = merge(local.pod_fields, { POD_IP = "status.podIP" })
  secret_references = { MARKETPLACE_COOKIE_KEY = { name = local.cookie_secret.name, key = "key" } }

  allow_from = merge(
    # From anywhere: a node port may replace a visitor's address by the node's.
    { visitors = { cidr_block = "0.0.0.0/0", ports = ["http"] } },
    # It is inside of the cluster, which not everything that enforces policies counts as an address.
    { for name, namespace in { gateway = module.ingress.gateway.namespace } : name => {
      namespace                        = namespace
      pod_labels                       = module.ingress.selector_labels
      ports                            = ["http"]
    } if var.enable_ingress },
    { for name, peer in local.diagnosis_peers : name => merge(peer, { ports = ["http"] }) },
  )
  allow_to = {
    recommendations = {
      namespace  = module.namespace.name
      pod_labels = module.recommendations.selector_labels
      ports      = [50051]
    }
  }

  route = var.enable_ingress ? { hostnames = [var.hostname], port = "http", gateway = module.ingress.gateway } : null
}
