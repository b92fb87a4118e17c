variable "region" {
  description = "AWS region."
  type        = string
  default     = "ap-northeast-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region `${var.region}` must be the name of a region, such as ap-northeast-1."
  }
}

variable "zones" {
  description = "Availability zones, one private and one public subnet each. Nodes take turns in them."
  type        = list(string)
  default     = ["ap-northeast-1a", "ap-northeast-1c"]
  nullable    = false

  validation {
    condition     = length(var.zones) >= 1 && length(var.zones) <= 6
    error_message = "zones must name 1 to 6 availability zones."
  }
  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^${var.region}[a-z]$", zone))])
    error_message = "zones ${join(", ", var.zones)} must be in the region `${var.region}`: its name and a letter."
  }
}

variable "vpc_cidr" {
  description = "Network of the VPC, a /16."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9.]+/16$", var.vpc_cidr)) && try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr, false)
    error_message = "vpc_cidr `${var.vpc_cidr}` must be an IPv4 network of 16 bits, such as 10.0.0.0/16."
  }
}

variable "pod_cidr" {
  description = "Network of the pods, a /16 that no node needs for anything else."
  type        = string
  default     = "10.244.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9.]+/16$", var.pod_cidr)) && try(cidrsubnet(var.pod_cidr, 0, 0) == var.pod_cidr, false)
    error_message = "pod_cidr `${var.pod_cidr}` must be an IPv4 network of 16 bits, such as 10.244.0.0/16."
  }
}

variable "service_cidr" {
  description = "Network of the Services' addresses, /12 to /24."
  type        = string
  default     = "10.96.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9.]+/(1[2-9]|2[0-4])$", var.service_cidr)) && try(cidrsubnet(var.service_cidr, 0, 0) == var.service_cidr, false)
    error_message = "service_cidr `${var.service_cidr}` must be an IPv4 network of 12 to 24 bits, such as 10.96.0.0/16."
  }
}

variable "nat_mode" {
  description = "How machines reach the internet: `gateway` (AWS runs it), `instance` (a small machine, a tenth of the price) or `none`."
  type        = string
  default     = "gateway"
  nullable    = false

  validation {
    condition     = contains(["gateway", "instance", "none"], var.nat_mode)
    error_message = "nat_mode `${var.nat_mode}` must be gateway, instance or none."
  }
}

variable "enable_nat_per_zone" {
  description = "Whether each zone has a NAT gateway of its own, so that a zone that fails takes no other with it. Needs `nat_mode` gateway."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.enable_nat_per_zone || var.nat_mode == "gateway"
    error_message = "enable_nat_per_zone needs nat_mode gateway, not `${var.nat_mode}`."
  }
}

variable "enable_ssm_endpoints" {
  description = "Whether machines reach Session Manager without the internet, over endpoints in the VPC."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_flow_logs" {
  description = "Whether who talked to whom in the VPC is written down."
  type        = bool
  default     = true
  nullable    = false
}

variable "flow_log_retention_days" {
  description = "How long flow logs are kept, in days."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.flow_log_retention_days)
    error_message = "flow_log_retention_days `${var.flow_log_retention_days}` must be one of CloudWatch's: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731."
  }
}

variable "entrance" {
  description = "What the load balancer calls: `storefront`, or `ingress` where the addons have Traefik."
  type        = string
  default     = "storefront"
  nullable    = false

  validation {
    condition     = contains(["storefront", "ingress"], var.entrance)
    error_message = "entrance `${var.entrance}` must be storefront or ingress."
  }
}

variable "node_ports" {
  description = "NodePorts that the load balancer calls on workers, by what they serve. Those in `deploy/` must be the same."
  type        = map(number)
  default = {
    storefront    = 30080
    ingress-http  = 30081
    ingress-https = 30443
  }
  nullable = false

  validation {
    condition     = alltrue([for name in ["storefront", "ingress-http"] : contains(keys(var.node_ports), name)])
    error_message = "node_ports must have `storefront` and `ingress-http`: the load balancer calls one of them."
  }
  validation {
    condition     = alltrue([for port in values(var.node_ports) : port >= 30000 && port <= 32767 && floor(port) == port])
    error_message = "node_ports must be in 30000 to 32767, the API server's range."
  }
}

variable "hostname" {
  description = "Public name of the shop, such as shop.example.org. Null: it is reached by the name that AWS gives the load balancer."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.hostname == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.hostname))
    error_message = "hostname must be a DNS name in lower case, such as shop.example.org."
  }
}

variable "public_zone_id" {
  description = "Zone of Route 53 that `hostname` is in: its record, and without `certificate_arn` a certificate, are made there. Null: somebody else makes the record."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.public_zone_id == null || can(regex("^Z[A-Z0-9]{5,32}$", var.public_zone_id))
    error_message = "public_zone_id must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ."
  }
  validation {
    condition     = var.public_zone_id == null || var.hostname != null
    error_message = "public_zone_id needs a hostname beside it."
  }
}

variable "certificate_arn" {
  description = "Certificate of ACM for `hostname`, in the same region. Null without `public_zone_id`: the shop is on port 80 alone."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:${var.region}:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate in the region `${var.region}`."
  }
}

variable "enable_http" {
  description = "Whether port 80 is there beside 443. Nobody is sent on from one to the other: what is sent to 80 can be read on the way."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.enable_http || var.certificate_arn != null || var.public_zone_id != null
    error_message = "enable_http false needs certificate_arn or public_zone_id: without a certificate there is no port at all."
  }
}

variable "enable_deletion_protection" {
  description = "Whether AWS refuses to delete load balancers and control planes. Set it to false, and apply, before `destroy`."
  type        = bool
  default     = true
  nullable    = false
}
