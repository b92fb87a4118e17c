provider "kubernetes" {
  config_path = var.kubeconfig
}

module "shop" {
  source = "../../modules/shop"

  images          = var.images
  shop_version    = var.shop_version
  marketplace     = var.marketplace
  recommendations = var.recommendations
  enable_ingress  = var.enable_ingress
  hostname        = var.hostname
}

locals {
  namespaces = { for key, object in module.shop.objects : key => object if object.kind == "Namespace" }
  workloads  = ["Deployment", "DaemonSet", "StatefulSet"]
}

resource "kubernetes_manifest" "namespace" {
  for_each = local.namespaces

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }
}

resource "kubernetes_secret_v1" "cookie" {
  for_each = { for secret in module.shop.secrets : "${secret.namespace}/${secret.name}" => secret }

  metadata {
    name      = each.value.name
    namespace = each.value.namespace
    labels    = { "app.kubernetes.io/managed-by" = "Terraform" }
  }

  data_wo          = { for key in each.value.keys : key => var.cookie_key }
  data_wo_revision = var.cookie_key_revision

  depends_on = [kubernetes_manifest.namespace]
}

resource "kubernetes_manifest" "this" {
  for_each = { for key, object in module.shop.objects : key => object if !contains(keys(local.namespaces), key) }

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }

  dynamic "wait" {
    for_each = contains(local.workloads, each.value.kind) ? [true] : []

    content {
      rollout = true
    }
  }

  timeouts {
    create = "5m"
    update = "5m"
    delete = "5m"
  }

  # Pods do not start without the Secret.
  depends_on = [kubernetes_secret_v1.cookie]
}
