variable "vpc_cidr" {
  description = "Network of the VPC, a /16: its subnets are the /24 in it by number."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition = (
      can(regex("/16$", var.vpc_cidr))
      && can(regex(local.private_address, var.vpc_cidr))
      && try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr, false)
    )
    error_message = "vpc_cidr `${var.vpc_cidr}` must be a private IPv4 network of 16 bits, such as 10.0.0.0/16."
  }
}

variable "zones" {
  description = "Availability zones, one private and one public subnet each. Their last letters name the subnets. Nodes take turns."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.zones) >= 1 && length(var.zones) <= 6
    error_message = "zones must name 1 to 6 availability zones."
  }
  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^[a-z0-9-]*[a-z]$", zone))])
    error_message = "zones must be names that end with a letter, such as eu-central-1a: the letter names the zone's subnets."
  }
  validation {
    condition     = length(distinct([for zone in var.zones : substr(zone, -1, 1)])) == length(var.zones)
    error_message = "zones must end with different letters: the letter names the zone's subnets."
  }
}

variable "pod_cidr" {
  description = "Network of the pods, a /16. It must be nobody else's that a node talks to."
  type        = string
  default     = "10.244.0.0/16"
  nullable    = false

  validation {
    condition = (
      can(regex("/16$", var.pod_cidr))
      && can(regex(local.private_address, var.pod_cidr))
      && try(cidrsubnet(var.pod_cidr, 0, 0) == var.pod_cidr, false)
    )
    error_message = "pod_cidr `${var.pod_cidr}` must be a private IPv4 network of 16 bits, such as 10.244.0.0/16."
  }
}

variable "service_cidr" {
  description = "Network of the Services' addresses, /12 to /24. They exist in kube-proxy's rules alone."
  type        = string
  default     = "10.96.0.0/16"
  nullable    = false

  validation {
    condition = (
      can(regex("/(1[2-9]|2[0-4])$", var.service_cidr))
      && can(regex(local.private_address, var.service_cidr))
      && try(cidrsubnet(var.service_cidr, 0, 0) == var.service_cidr, false)
    )
    error_message = "service_cidr `${var.service_cidr}` must be a private IPv4 network of 12 to 24 bits, such as 10.96.0.0/16."
  }
}

variable "encapsulation" {
  description = "How pods' packets cross from node to node. `vxlan` is the only one: in UDP, always."
  type        = string
  default     = "vxlan"
  nullable    = false

  validation {
    condition     = var.encapsulation == "vxlan"
    error_message = "encapsulation `${var.encapsulation}` is refused: ${lookup(local.refused_encapsulations, var.encapsulation, "nobody knows it")}. Use vxlan."
  }
}

variable "node_ports" {
  description = "NodePorts that the load balancer calls on workers, by what they serve. No other is reachable."
  type        = map(number)
  default = {
    storefront    = 30080
    ingress-http  = 30081
    ingress-https = 30443
  }
  nullable = false

  validation {
    condition     = alltrue([for port in values(var.node_ports) : port >= 30000 && port <= 32767 && floor(port) == port])
    error_message = "node_ports must be in 30000 to 32767, the API server's range."
  }
  validation {
    condition     = length(distinct(values(var.node_ports))) == length(var.node_ports)
    error_message = "node_ports must differ: a NodePort belongs to one Service."
  }
  validation {
    condition     = alltrue([for name in keys(var.node_ports) : can(regex("^[a-z][a-z0-9-]*$", name))])
    error_message = "node_ports must be named in a-z, 0-9 and `-`: the name becomes part of a rule's key."
  }
}
