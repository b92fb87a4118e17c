module "addons" {
  source = "../../modules/addons"

  images               = var.images
  enable_ingress       = var.enable_ingress
  gateway_api_crds     = var.gateway_api_crds
  kubelet_insecure_tls = var.kubelet_insecure_tls
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
