variable "cluster_name" {
  description = "Name of the cluster, for tags."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "vpc_id" {
  description = "The VPC whose machines see the zone. Nobody else does."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id `${var.vpc_id}` must be such as vpc-0123456789abcdef0."
  }
}

variable "zone_name" {
  description = "Name of the zone, without a dot at the end."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$", var.zone_name))
    error_message = "zone_name `${var.zone_name}` must be a name of at least two labels, such as shop.internal."
  }
}

variable "api_name" {
  description = "Name of the API server, in the zone, without a dot at the end."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.", var.api_name)) && endswith(var.api_name, ".${var.zone_name}")
    error_message = "api_name `${var.api_name}` must be in the zone `${var.zone_name}`."
  }
}

variable "addresses" {
  description = "Addresses of the control planes. With a load balancer they are not used."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for address in var.addresses : can(cidrnetmask("${address}/32"))])
    error_message = "addresses must be IPv4 addresses."
  }
  validation {
    condition     = var.load_balancer != null || length(var.addresses) > 0
    error_message = "addresses must have one at least, or load_balancer be given: the name would lead nowhere."
  }
}

variable "load_balancer" {
  description = "Load balancer in front of the API servers: its name and the zone of that. Null: the name leads to `addresses`."
  type = object({
    dns_name = string
    zone_id  = string
  })
  default  = null
  nullable = true
}
