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
  description = "The shop's images by digest, `marketplace` and `recommendations`. From `images.auto.tfvars.json`; others in it are not looked at."
  type = map(object({
    repository = string
    digest     = string
  }))
  nullable = false
}

variable "shop_version" {
  description = "Version of the shop: the label `app.kubernetes.io/version`. What runs is decided by the digests alone."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", var.shop_version))
    error_message = "shop_version `${var.shop_version}` must be a label value: 1 to 63 of letters, digits, `.`, `_` and `-`, with a letter or digit at both ends."
  }
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

  validation {
    condition     = var.marketplace.autoscaling.minimum >= 1 && var.marketplace.autoscaling.maximum > var.marketplace.autoscaling.minimum
    error_message = "marketplace.autoscaling needs a minimum of at least 1 and a larger maximum, not ${var.marketplace.autoscaling.minimum} and ${var.marketplace.autoscaling.maximum}."
  }
  validation {
    condition     = alltrue([for number in values(var.marketplace.autoscaling) : floor(number) == number])
    error_message = "marketplace.autoscaling must have whole numbers: ${join(", ", [for name, number in var.marketplace.autoscaling : "${name} = ${number}"])}."
  }
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

  validation {
    condition     = var.recommendations.replicas >= 1 && floor(var.recommendations.replicas) == var.recommendations.replicas
    error_message = "recommendations.replicas `${var.recommendations.replicas}` must be a whole number of at least 1."
  }
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

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$", var.hostname))
    error_message = "hostname `${var.hostname}` must be a name of at least two parts, such as `shop.example.org`."
  }
}

variable "tls_secret" {
  description = "Name of a Secret of type `kubernetes.io/tls` in the Gateway's namespace with the certificate of `hostname`. Whoever renews certificates makes it. Empty: no HTTPS listener."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.tls_secret == "" || can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.tls_secret))
    error_message = "tls_secret `${var.tls_secret}` must be the name of a Secret: a-z, 0-9, `-` and `.`, with a letter or digit at both ends."
  }
}

variable "diagnosis_namespaces" {
  description = "Namespaces whose pods may reach every service at its port, besides its callers: those of the agents of `ninehops trace --install-agent`, which ask the services as a caller would. None: the agents are refused, and say nothing of Services and their pods."
  type        = list(string)
  default     = ["ninehops"]
  nullable    = false

  validation {
    condition     = alltrue([for name in var.diagnosis_namespaces : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "diagnosis_namespaces must have names of namespaces, 1 to 63 of a-z, 0-9 and `-` with neither end a `-`: ${join(", ", var.diagnosis_namespaces)}."
  }
}

variable "cookie_key" {
  description = "Key with which all storefronts sign cookies: 64 characters or more, such as from `openssl rand -base64 48`. It is in no state and no plan; give it by the environment, `TF_VAR_cookie_key`."
  type        = string
  sensitive   = true
  ephemeral   = true
  nullable    = false

  validation {
    condition     = length(var.cookie_key) >= 64
    error_message = "cookie_key must have 64 characters or more."
  }
}

variable "cookie_key_revision" {
  description = "Number of the cookie key. A new key is written only with a higher number: Terraform does not know the old one. Storefronts are replaced, since they read it when they start."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.cookie_key_revision >= 1 && floor(var.cookie_key_revision) == var.cookie_key_revision
    error_message = "cookie_key_revision `${var.cookie_key_revision}` must be a whole number of at least 1."
  }
}
