variable "images" {
  description = "Images by digest: `metrics-server` and, with ingress, `traefik`. Others are not looked at."
  type = map(object({
    repository = string
    digest     = string
  }))
  nullable = false

  validation {
    condition     = length(setsubtract(concat(["metrics-server"], [for name in ["traefik"] : name if var.enable_ingress]), keys(var.images))) == 0
    error_message = "images must have `metrics-server` and, with enable_ingress, `traefik`, and has: ${join(", ", keys(var.images))}."
  }
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

variable "route_namespaces" {
  description = "Namespaces whose HTTPRoutes may join the Gateway."
  type        = set(string)
  default     = ["marketplace"]
  nullable    = false
}

variable "kubelet_insecure_tls" {
  description = "Whether metrics-server takes any certificate of a kubelet: needed where kubelets sign their own."
  type        = bool
  default     = false
  nullable    = false
}
