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

module "stages" {
  source = "../../modules/stages"

  objects = module.addons.objects
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

  depends_on = [kubernetes_manifest.configuration]
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
