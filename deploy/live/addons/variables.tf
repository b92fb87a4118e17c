variable "kubeconfig" {
  description = "File with the address of the API server and the identity that may change the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = fileexists(var.kubeconfig)
    error_message = "kubeconfig `${var.kubeconfig}` is no file."
  }
}

variable "images" {
  description = "Images by digest, `metrics-server` and, with ingress, `traefik`. From `images.auto.tfvars.json`; others in it are not looked at."
  type = map(object({
    repository = string
    digest     = string
  }))
  nullable = false
}

variable "enable_ingress" {
  description = "Whether the cluster has Traefik and the kinds of the Gateway API."
  type        = bool
  default     = false
  nullable    = false
}

variable "gateway_api_crds" {
  description = "Directory with the definitions of the Gateway API's kinds, standard channel, as `*.yaml`. Empty: the cluster has them already."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = !var.enable_ingress || var.gateway_api_crds == "" || length(try(fileset(var.gateway_api_crds, "*.yaml"), [])) > 0
    error_message = "gateway_api_crds `${var.gateway_api_crds}` has no `*.yaml`."
  }
}

variable "kubelet_insecure_tls" {
  description = "Whether metrics-server takes any certificate of a kubelet: needed where kubelets sign their own."
  type        = bool
  default     = false
  nullable    = false
}
