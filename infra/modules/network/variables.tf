variable "cluster_name" {
  description = "Name of the cluster. Names of everything here begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "vpc_cidr" {
  description = "Network of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("/(1[6-9]|2[0-8])$", var.vpc_cidr)) && try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr, false)
    error_message = "vpc_cidr `${var.vpc_cidr}` must be an IPv4 network of 16 to 28 bits, such as 10.0.0.0/16."
  }
}

variable "subnets" {
  description = "Subnets by name: zone, network, and whether machines in it have the internet gateway as their way out. Nobody gets a public address by being in one."
  type = map(object({
    name       = string
    public     = bool
    zone       = string
    cidr_block = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for key, subnet in var.subnets : key == subnet.name && can(regex("^[a-z][a-z0-9-]*$", key))])
    error_message = "subnets must have their names, in a-z, 0-9 and `-`, as keys."
  }
  validation {
    condition     = alltrue([for subnet in values(var.subnets) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", subnet.zone))])
    error_message = "each zone of subnets must be the name of an availability zone, such as ap-northeast-1a."
  }
  validation {
    # Cut to the VPC's length, both are the same network.
    condition = alltrue([
      for subnet in values(var.subnets) :
      try(
        cidrsubnet(subnet.cidr_block, 0, 0) == subnet.cidr_block
        && tonumber(split("/", subnet.cidr_block)[1]) >= tonumber(split("/", var.vpc_cidr)[1])
        && tonumber(split("/", subnet.cidr_block)[1]) <= 28
        && cidrhost("${split("/", subnet.cidr_block)[0]}/${split("/", var.vpc_cidr)[1]}", 0) == cidrhost(var.vpc_cidr, 0),
        false,
      )
    ])
    error_message = "each cidr_block of subnets must be an IPv4 network of at most 28 bits within vpc_cidr `${var.vpc_cidr}`."
  }
  validation {
    # Of two networks one contains the other or they have no address in common: compared at the length of the shorter prefix.
    condition = alltrue(flatten([
      for name, one in var.subnets : [
        for other_name, other in var.subnets :
        try(length(distinct([
          for block in [one.cidr_block, other.cidr_block] :
          cidrhost("${split("/", block)[0]}/${min([for each in [one, other] : tonumber(split("/", each.cidr_block)[1])]...)}", 0)
        ])) == 2, true)
        if name != other_name
      ]
    ]))
    error_message = "subnets overlap: packets for one would go to the other."
  }
  validation {
    condition     = length(distinct([for subnet in values(var.subnets) : subnet.public])) == 2
    error_message = "subnets must have a public one, for the load balancer and the NAT, and a private one, for machines."
  }
}

variable "nat_mode" {
  description = "How machines in private subnets reach the internet: `gateway` is AWS's own NAT, `instance` a small machine that costs a tenth and is one that can fail, `none` no way at all. With `none` nodes find neither packages nor images, and jobs no GitHub, until there is another way out, such as a transit gateway."
  type        = string
  default     = "gateway"
  nullable    = false

  validation {
    condition     = contains(["gateway", "instance", "none"], var.nat_mode)
    error_message = "nat_mode `${var.nat_mode}` must be gateway, instance or none."
  }
}

variable "enable_nat_per_zone" {
  description = "Whether each zone has a NAT gateway of its own, so that one zone's failure leaves the others a way out. Otherwise there is one."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.enable_nat_per_zone || var.nat_mode == "gateway"
    error_message = "enable_nat_per_zone needs nat_mode gateway, not `${var.nat_mode}`."
  }
  validation {
    condition = !var.enable_nat_per_zone || length(setsubtract(
      [for subnet in values(var.subnets) : subnet.zone if !subnet.public],
      [for subnet in values(var.subnets) : subnet.zone if subnet.public],
    )) == 0
    error_message = "enable_nat_per_zone needs a public subnet in each zone that has a private one: the NAT gateway is there."
  }
}

variable "nat_image_id" {
  description = "Image with Ubuntu 24.04 for arm64 that the NAT instance starts from. Null: Canonical's newest on the day that it is made."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.nat_image_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.nat_image_id))
    error_message = "nat_image_id must be such as ami-0123456789abcdef0."
  }
}

variable "enable_ssm_endpoints" {
  description = "Whether machines reach Systems Manager (parameters and sessions) without leaving the VPC. Each zone costs three endpoints; needed only without NAT."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_flow_logs" {
  description = "Whether CloudWatch keeps a record of connections."
  type        = bool
  default     = true
  nullable    = false
}

variable "flow_log_traffic" {
  description = "Which connections: `REJECT` those that a security group turned away, `ACCEPT` the others, `ALL` both. What is let in is most of it, and is paid by the gigabyte."
  type        = string
  default     = "REJECT"
  nullable    = false

  validation {
    condition     = contains(["REJECT", "ACCEPT", "ALL"], var.flow_log_traffic)
    error_message = "flow_log_traffic `${var.flow_log_traffic}` must be REJECT, ACCEPT or ALL."
  }
}

variable "flow_log_retention_days" {
  description = "For how many days: one of the numbers that CloudWatch has."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_days)
    error_message = "flow_log_retention_days `${var.flow_log_retention_days}` must be one of CloudWatch's: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "kms_key_arn" {
  description = "Key that the record is encrypted with. Its policy must let `logs.REGION.amazonaws.com` use it. Null: CloudWatch's own."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, such as arn:aws:kms:REGION:123456789012:key/ID."
  }
}

variable "path" {
  description = "Path of the role of the flow logs. A pipeline that may make roles below one path only, makes none elsewhere."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9_.-]+/)*$", var.path))
    error_message = "path `${var.path}` must begin and end with `/`, such as /nine-hops/shop/."
  }
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role of the flow logs may ever do. Null: none."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy, such as arn:aws:iam::123456789012:policy/NAME."
  }
}

variable "tags" {
  description = "Tags that disks and network interfaces of the NAT instance get, too: those of the provider do not always reach them."
  type        = map(string)
  default     = {}
  nullable    = false
}
