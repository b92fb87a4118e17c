variable "cluster_name" {
  description = "Name of the cluster. Names of everything here begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "node_pools" {
  description = "Workers by pool, as `cluster-config` puts them out: type, processor, how many, how few and how many at most, disk in GB."
  type = map(object({
    instance_type = string
    architecture  = string
    count         = number
    minimum       = number
    maximum       = number
    disk_gb       = number
  }))
  nullable = false

  validation {
    condition     = alltrue([for pool in keys(var.node_pools) : can(regex("^[a-z][a-z0-9-]{0,30}$", pool))])
    error_message = "node_pools must be named in a-z, 0-9 and `-`."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : contains(["amd64", "arm64"], pool.architecture)])
    error_message = "node_pools: every architecture must be amd64 or arm64."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : 0 <= pool.minimum && pool.minimum <= pool.count && pool.count <= pool.maximum])
    error_message = "node_pools: count must be between minimum and maximum in every pool."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : pool.disk_gb >= 20 && floor(pool.disk_gb) == pool.disk_gb])
    error_message = "node_pools: every disk_gb must be a whole number of at least 20: packages, images and logs."
  }
}

variable "subnet_ids" {
  description = "Private subnets. A group spreads its machines over their zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "subnet_ids must name at least one subnet."
  }
}

variable "security_group_ids" {
  description = "Security groups of a worker."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.security_group_ids) >= 1
    error_message = "security_group_ids must name at least one: without any, EC2 gives the VPC's default group."
  }
}

variable "instance_profile_name" {
  description = "Instance profile of a worker."
  type        = string
  nullable    = false
}

variable "user_data" {
  description = "cloud-init's user data by pool."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.node_pools), keys(var.user_data))) == 0
    error_message = "user_data is missing for ${join(", ", setsubtract(keys(var.node_pools), keys(var.user_data)))}: machines would start and never join."
  }
  validation {
    # Four characters of base64 are three bytes.
    condition     = alltrue([for text in values(var.user_data) : length(base64gzip(text)) / 4 * 3 <= 16384])
    error_message = "user_data must be at most 16384 bytes when compressed: EC2 takes no more."
  }
}

variable "image_ids" {
  description = "Images with Ubuntu 24.04 by processor. Where one is missing: Canonical's newest, so that an apply after a new one replaces the workers."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for architecture, id in var.image_ids : contains(["amd64", "arm64"], architecture) && can(regex("^ami-[0-9a-f]{8,17}$", id))])
    error_message = "image_ids must have the keys amd64 or arm64, and values such as ami-0123456789abcdef0."
  }
}

variable "target_group_arns" {
  description = "Target groups of load balancers that every worker is a target of."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that the disks are encrypted with. Its policy must let the service of Auto Scaling use it, as that of the module `iam` does."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn `${var.kms_key_arn}` must be the ARN of a key."
  }
}

variable "tags" {
  description = "Tags that groups, machines, network interfaces and disks get beside `Name`, `Component`, `Cluster` and `Pool`. Give those of the provider: it does not reach what EC2 starts later."
  type        = map(string)
  default     = {}
  nullable    = false
}
