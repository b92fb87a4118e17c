resource "kubernetes_secret_v1" "cookie" {
  for_each = { for secret in module.shop.secrets : "${secret.namespace}/${secret.name}" => secret }

  metadata {
    name      = each.value.name
    namespace = each.value.namespace
    labels    = { "app.kubernetes.io/managed-by" = "Terraform" }
  }

  data_wo          = { for key in each.value.keys : key => var.cookie_key }
  data_wo_revision = var.cookie_key_revision

  depends_on = [kubernetes_manifest.foundation]
}
