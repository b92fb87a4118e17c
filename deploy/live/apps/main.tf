provider "kubernetes" {
  config_path = var.kubeconfig
}

module "shop" {
  source = "../../modules/shop"

  images               = var.images
  shop_version         = var.shop_version
  marketplace          = var.marketplace
  recommendations      = var.recommendations
  enable_ingress       = var.enable_ingress
  hostname             = var.hostname
  tls_secret           = var.tls_secret
  diagnosis_namespaces = var.diagnosis_namespaces
  cookie_key_revision  = var.cookie_key_revision
}

module "stages" {
  source = "../../modules/stages"

  objects = module.shop.objects
}

resource "kubernetes_manifest" "foundation" {
  for_each = module.stages.foundation

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }
}

resource "kubernetes_manifest" "configuration" {
  for_each = module.stages.configuration

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }

  depends_on = [kubernetes_manifest.foundation]
}

resource "kubernetes_manifest" "workload" {
  for_each = module.stages.workload

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }

  wait {
    rollout = true
  }

  timeouts {
    create = "5m"
    update = "5m"
    delete = "5m"
  }

  depends_on = [kubernetes_manifest.configuration, kubernetes_secret_v1.cookie]
}

resource "kubernetes_manifest" "follower" {
  for_each = module.stages.follower

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }

  depends_on = [kubernetes_manifest.workload]
}
