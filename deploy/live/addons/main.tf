provider "kubernetes" {
  config_path = var.kubeconfig
}

module "addons" {
  source = "../../modules/addons"

  images               = var.images
  enable_ingress       = var.enable_ingress
  gateway_api_crds     = var.gateway_api_crds
  kubelet_insecure_tls = var.kubelet_insecure_tls
}

locals {
  foundations = { for key, object in module.addons.objects : key => object if contains(["Namespace", "CustomResourceDefinition"], object.kind) }
  workloads   = ["Deployment", "DaemonSet", "StatefulSet"]
}

# What other objects need before they can be made.
resource "kubernetes_manifest" "foundation" {
  for_each = local.foundations

  manifest = each.value

  field_manager {
    name            = "Terraform"
    force_conflicts = false
  }
}

resource "kubernetes_manifest" "this" {
  for_each = { for key, object in module.addons.objects : key => object if !contains(keys(local.foundations), key) }

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

  depends_on = [kubernetes_manifest.foundation]
}
