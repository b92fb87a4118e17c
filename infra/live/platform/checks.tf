# What works and is still a mistake more often than not: said at every plan, and nothing is stopped.
check "zones_outlive_the_loss_of_one" {
  assert {
    condition     = !var.enable_high_availability || length(var.zones) >= 3
    error_message = "Of three control planes in ${length(var.zones)} zones two are in the same one: when it fails, etcd has no majority. Give three zones."
  }
}

check "machines_reach_images" {
  assert {
    condition     = var.nat_mode != "none"
    error_message = "With nat_mode none machines find neither packages nor images: node-prep waits until there is another way out."
  }
}

check "visitors_are_encrypted" {
  assert {
    condition     = var.hostname == null || local.has_certificate
    error_message = "`hostname` has no certificate: visitors come on port 80, and what they send can be read. Give certificate_arn or public_zone_id."
  }
}

check "a_taint_leaves_a_pool_for_the_shop" {
  assert {
    condition     = anytrue([for pool in values(var.node_pools) : length(pool.taints) == 0])
    error_message = "Every pool has a taint: no pod of the shop or the addons finds a node."
  }
}
