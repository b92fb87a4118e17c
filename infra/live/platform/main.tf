# What the cluster is, is decided in `cluster-config`; the others make it.
module "cluster" {
  source = "../../modules/cluster-config"

  cluster_name             = var.cluster_name
  zones                    = var.zones
  vpc_cidr                 = var.vpc_cidr
  pod_cidr                 = var.pod_cidr
  service_cidr             = var.service_cidr
  node_ports               = var.node_ports
  control_plane            = var.control_plane
  node_pools               = var.node_pools
  versions                 = var.versions
  generation               = var.generation
  enable_high_availability = var.enable_high_availability
  enable_monitoring        = var.enable_monitoring
  enable_audit_log         = var.enable_audit_log
  enable_secret_encryption = var.enable_secret_encryption
  github                   = var.github
  runner = try({
    version      = var.runner.version
    architecture = var.runner.architecture
    sha256       = var.runner.sha256
  }, null)
  aws_cli = var.aws_cli
  backup = {
    bucket = module.backup.bucket
    prefix = module.backup.prefix
  }
}

module "network" {
  source = "../../modules/network"

  cluster_name             = var.cluster_name
  vpc_cidr                 = module.cluster.network.vpc_cidr
  subnets                  = module.cluster.subnets
  nat_mode                 = var.nat_mode
  enable_nat_per_zone      = var.enable_nat_per_zone
  enable_ssm_endpoints     = var.enable_ssm_endpoints
  enable_flow_logs         = var.enable_flow_logs
  flow_log_retention_days  = var.flow_log_retention_days
  path                     = local.path
  permissions_boundary_arn = var.permissions_boundary_arn
  tags                     = local.tags
}

module "security" {
  source = "../../modules/security"

  cluster_name    = var.cluster_name
  vpc_id          = module.network.vpc_id
  security_groups = module.cluster.security_groups
  egress_rules    = module.cluster.egress_rules
}

module "iam" {
  source = "../../modules/iam"

  cluster_name             = var.cluster_name
  parameter_paths          = module.cluster.parameter_paths
  backup_bucket_arn        = module.backup.bucket_arn
  backup_prefix            = module.backup.prefix
  path                     = local.path
  permissions_boundary_arn = var.permissions_boundary_arn
  enable_runner            = var.runner != null
  tags                     = local.tags
}

module "backup" {
  source = "../../modules/backup"

  cluster_name         = var.cluster_name
  kms_key_arn          = module.iam.kms_key_arn
  retention_days       = var.backup_retention_days
  enable_force_destroy = var.enable_backup_deletion
}

module "control_plane" {
  source = "../../modules/control-plane"

  cluster_name               = var.cluster_name
  vpc_id                     = module.network.vpc_id
  control_plane              = module.cluster.control_plane
  subnet_ids                 = [for index in range(module.cluster.control_plane.count) : local.private_subnet_ids[index % length(local.private_subnet_ids)]]
  security_group_ids         = [for group in module.cluster.control_plane.security_groups : module.security.security_group_ids[group]]
  instance_profile_name      = module.iam.instance_profile_names["control-plane"]
  image_id                   = lookup(var.image_ids, module.cluster.control_plane.architecture, null)
  kms_key_arn                = module.iam.kms_key_arn
  enable_deletion_protection = var.enable_deletion_protection
  tags                       = local.tags
  # The first makes the cluster, the others join it.
  user_data = [
    for index in range(module.cluster.control_plane.count) :
    index == 0 ? module.cluster.user_data["control-plane"] : module.cluster.user_data["control-plane/join"]
  ]
  api_load_balancer = var.enable_high_availability ? {
    security_group_id = module.security.security_group_ids["api-load-balancer"]
    subnet_ids        = local.private_subnet_ids
    port              = module.cluster.api_server.port
  } : null
}

module "dns" {
  source = "../../modules/dns"

  cluster_name  = var.cluster_name
  vpc_id        = module.network.vpc_id
  zone_name     = module.cluster.api_server.zone
  api_name      = module.cluster.api_server.name
  addresses     = module.cluster.control_plane.addresses
  load_balancer = module.control_plane.api_load_balancer
}

module "ingress_lb" {
  source = "../../modules/ingress-lb"

  cluster_name               = var.cluster_name
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = [for name, subnet in module.cluster.subnets : module.network.public_subnet_ids[name] if subnet.public]
  security_group_id          = module.security.security_group_ids["load-balancer"]
  node_port                  = local.entrance.node_port
  health_check_path          = local.entrance.health_check_path
  health_check_matcher       = local.entrance.health_check_matcher
  certificate_arn            = local.certificate_arn
  enable_http                = var.enable_http
  enable_deletion_protection = var.enable_deletion_protection
}

module "workers" {
  source = "../../modules/workers"

  cluster_name          = var.cluster_name
  node_pools            = module.cluster.node_pools
  subnet_ids            = local.private_subnet_ids
  security_group_ids    = [for group in ["worker", "node"] : module.security.security_group_ids[group]]
  instance_profile_name = module.iam.instance_profile_names["worker"]
  user_data             = { for pool in keys(module.cluster.node_pools) : pool => module.cluster.user_data["worker/${pool}"] }
  image_ids             = var.image_ids
  target_group_arns     = module.ingress_lb.target_group_arns
  kms_key_arn           = module.iam.kms_key_arn
  tags                  = local.tags
}

module "runner" {
  source   = "../../modules/runner"
  for_each = var.runner == null ? {} : { this = var.runner }

  cluster_name          = var.cluster_name
  architecture          = each.value.architecture
  instance_type         = each.value.instance_type
  subnet_id             = local.private_subnet_ids[0]
  security_group_id     = module.security.security_group_ids["runner"]
  instance_profile_name = module.iam.instance_profile_names["runner"]
  user_data             = module.cluster.user_data["runner"]
  image_id              = lookup(var.image_ids, each.value.architecture, null)
  kms_key_arn           = module.iam.kms_key_arn
  tags                  = local.tags
}

locals {
  # Of roles and instance profiles: below it alone the pipeline may make any, as `infra/bootstrap` has it.
  path = "/${var.project}/${var.cluster_name}/"

  # In the order of the zones.
  private_subnet_ids = [for subnet in module.cluster.private_subnets : module.network.private_subnet_ids[subnet.name]]

  # Whom the load balancer calls, and how it knows that they can serve.
  entrances = {
    # `/readyz` and Traefik's `/ping` are on the ops ports, which no NodePort leads to. This page asks no other service.
    storefront = { node_port = var.node_ports["storefront"], health_check_path = "/robots.txt", health_check_matcher = "200" }
    # Without a route's name in the question Traefik's answer is that there is no such page: it can serve.
    ingress = { node_port = var.node_ports["ingress-http"], health_check_path = "/robots.txt", health_check_matcher = "200-404" }
  }
  entrance = local.entrances[var.entrance]
}
