variable "cluster_name" {
  description = "Name of the cluster. Names of the groups begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
  validation {
    condition     = !startswith(var.cluster_name, "sg-")
    error_message = "cluster_name `${var.cluster_name}` must not begin with `sg-`: EC2 takes no group of such a name."
  }
}

variable "vpc_id" {
  description = "The VPC that the groups are in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id `${var.vpc_id}` must be such as vpc-0123456789abcdef0."
  }
}

variable "security_groups" {
  description = "Groups by name, each with what it lets in by key: from a network (`cidr_ipv4`) or from a group of this map (`source_security_group`). For ICMP the ports are type and code."
  type = map(object({
    description = string
    ingress = map(object({
      description           = string
      ip_protocol           = string
      from_port             = number
      to_port               = number
      cidr_ipv4             = optional(string)
      source_security_group = optional(string)
    }))
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.security_groups) : can(regex("^[a-z][a-z0-9-]{0,40}$", name))])
    error_message = "security_groups must be named in a-z, 0-9 and `-`, with a letter first."
  }
  validation {
    condition = alltrue(flatten([
      for group in values(var.security_groups) :
      [for text in concat([group.description], values(group.ingress)[*].description) : can(regex(local.description, text))]
    ]))
    error_message = "descriptions in security_groups must be 1 to 255 of what EC2 allows there: letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"
  }
}

variable "egress_rules" {
  description = "What may leave each group, by group and key: to a network (`cidr_ipv4`) or to a group of `security_groups` (`destination_security_group`). Nothing else may: a group without rules calls nobody."
  type = map(map(object({
    description                = string
    ip_protocol                = string
    from_port                  = number
    to_port                    = number
    cidr_ipv4                  = optional(string)
    destination_security_group = optional(string)
  })))
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.egress_rules), keys(var.security_groups))) == 0
    error_message = "egress_rules are for groups that security_groups does not have: ${join(", ", setsubtract(keys(var.egress_rules), keys(var.security_groups)))}."
  }
  validation {
    condition     = alltrue(flatten([for rules in values(var.egress_rules) : [for rule in values(rules) : can(regex(local.description, rule.description))]]))
    error_message = "descriptions in egress_rules must be 1 to 255 of what EC2 allows there: letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"
  }
}
