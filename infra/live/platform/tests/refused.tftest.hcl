# What is refused, and by which variable; and what is only warned of.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  cluster_name = "shop"
}

run "what_is_not_of_the_right_form_is_refused" {
  command = plan
  variables {
    cluster_name             = "Shop"
    account_id               = "12345"
    project                  = "Nine Hops"
    environment              = ""
    region                   = "tokyo"
    vpc_cidr                 = "10.0.0.0"
    pod_cidr                 = "10.244.0.0/24"
    service_cidr             = "10.96.0.1/16"
    nat_mode                 = "router"
    flow_log_retention_days  = 2
    entrance                 = "door"
    node_ports               = { storefront = 80, ingress-http = 30081 }
    hostname                 = "localhost"
    node_pools               = {}
    image_ids                = { amd64 = "latest" }
    versions                 = { kubernetes = "v1.36" }
    generation               = "../other"
    runner                   = { version = "latest", sha256 = "none" }
    aws_cli                  = { version = "2", sha256 = {} }
    github                   = { repository_id = "shop", owner_id = "acme" }
    permissions_boundary_arn = "boundary"
    backup_retention_days    = 0
    budget                   = { monthly_usd = 0, emails = [] }
  }
  expect_failures = [
    var.cluster_name,
    var.account_id,
    var.project,
    var.environment,
    var.region,
    var.vpc_cidr,
    var.pod_cidr,
    var.service_cidr,
    var.nat_mode,
    var.flow_log_retention_days,
    var.entrance,
    var.node_ports,
    var.hostname,
    var.node_pools,
    var.image_ids,
    var.versions,
    var.generation,
    var.runner,
    var.aws_cli,
    var.github,
    var.permissions_boundary_arn,
    var.backup_retention_days,
    var.budget,
  ]
}

run "what_does_not_go_together_is_refused" {
  command = plan
  variables {
    # In another region.
    zones = ["us-east-1a", "us-east-1b"]
    # An instance is one.
    nat_mode            = "instance"
    enable_nat_per_zone = true
    # Without a name.
    public_zone_id = "Z0123456789EXAMPLE"
    # In another region.
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-1111-4111-8111-111111111111"
    # The load balancer calls none of them.
    node_ports = { other = 30090 }
  }
  expect_failures = [
    var.zones,
    var.enable_nat_per_zone,
    var.public_zone_id,
    var.certificate_arn,
    var.node_ports,
  ]
}

run "no_port_at_all_is_refused" {
  command = plan
  variables {
    enable_http = false
  }
  expect_failures = [var.enable_http]
}

run "what_works_and_is_a_mistake_more_often_than_not_is_warned_of" {
  command = plan
  variables {
    # In two zones.
    enable_high_availability = true
    # Packages and images are on the internet.
    nat_mode = "none"
    # Without a certificate.
    hostname = "shop.example.org"
    # On every pool.
    node_pools = { workers = { count = 2, name_prefix = "w", taints = [{ key = "only", value = "batch", effect = "NoSchedule" }] } }
  }
  expect_failures = [
    check.zones_outlive_the_loss_of_one,
    check.machines_reach_images,
    check.visitors_are_encrypted,
    check.a_taint_leaves_a_pool_for_the_shop,
  ]
}
