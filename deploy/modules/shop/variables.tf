variable "namespace" {
  description = "Namespace of the shop."
  type        = string
  default     = "marketplace"
  nullable    = false
}

variable "images" {
  description = "The shop's images, by digest: `marketplace` and `recommendations`. Others are not looked at."
  type = map(object({
    repository = string
    digest     = string
  }))
  nullable = false

  validation {
    condition     = length(setsubtract(["marketplace", "recommendations"], keys(var.images))) == 0
    error_message = "images must have `marketplace` and `recommendations`, and has: ${join(", ", keys(var.images))}."
  }
}

variable "shop_version" {
  description = "Version of the shop: the label `app.kubernetes.io/version`. What runs is decided by the digests alone."
  type        = string
  nullable    = false
}

variable "marketplace" {
  description = "How many storefronts, and what each of them gets."
  type = object({
    autoscaling = optional(object({
      minimum                          = optional(number, 2)
      maximum                          = optional(number, 4)
      cpu_percent                      = optional(number, 80)
      scale_down_stabilization_seconds = optional(number, 300)
    }), {})
    resources = optional(object({
      cpu_request    = optional(string, "25m")
      memory_request = optional(string, "24Mi")
      memory_limit   = optional(string, "64Mi")
    }), {})
  })
  default  = {}
  nullable = false
}

variable "recommendations" {
  description = "How many recommenders, and what each of them gets."
  type = object({
    replicas = optional(number, 2)
    resources = optional(object({
      cpu_request    = optional(string, "25m")
      memory_request = optional(string, "24Mi")
      memory_limit   = optional(string, "64Mi")
    }), {})
  })
  default  = {}
  nullable = false
}

variable "node_port" {
  description = "Port of every node at which the storefront listens. The load balancer and its security group know it."
  type        = number
  default     = 30080
  nullable    = false
}

variable "enable_ingress" {
  description = "Whether a Gateway passes requests for `hostname` on to the storefront. The addons must have it, too. The node port stays."
  type        = bool
  default     = false
  nullable    = false
}

variable "hostname" {
  description = "Host name of the shop at the Gateway."
  type        = string
  default     = "shop.localtest"
  nullable    = false
}
