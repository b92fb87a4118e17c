variable "cluster_name" {
  description = "Name of the cluster. Names of everything here begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "vpc_id" {
  description = "VPC of the load balancer's targets."
  type        = string
  nullable    = false
}

variable "control_plane" {
  description = "The machines, as `cluster-config` puts them out: type, processor, disks in GB, how many, and the fixed address of each."
  type = object({
    instance_type = string
    architecture  = string
    disk_gb       = number
    etcd_disk_gb  = number
    count         = number
    addresses     = list(string)
  })
  nullable = false

  validation {
    condition     = contains([1, 3, 5], var.control_plane.count)
    error_message = "control_plane.count `${var.control_plane.count}` must be 1, 3 or 5: of an even number etcd can lose no more than of one less."
  }
  validation {
    condition     = length(distinct(var.control_plane.addresses)) == var.control_plane.count
    error_message = "control_plane.addresses must be ${var.control_plane.count}, one for each control plane, no two the same."
  }
  validation {
    condition     = alltrue([for address in var.control_plane.addresses : can(cidrhost("${address}/32", 0))])
    error_message = "control_plane.addresses must be addresses, such as 10.0.1.10."
  }
  validation {
    condition     = var.control_plane.disk_gb >= 20 && floor(var.control_plane.disk_gb) == var.control_plane.disk_gb
    error_message = "control_plane.disk_gb `${var.control_plane.disk_gb}` must be a whole number of at least 20: packages, images and logs."
  }
  validation {
    condition     = var.control_plane.etcd_disk_gb >= 10 && floor(var.control_plane.etcd_disk_gb) == var.control_plane.etcd_disk_gb
    error_message = "control_plane.etcd_disk_gb `${var.control_plane.etcd_disk_gb}` must be a whole number of at least 10: 4 GiB of data, twice while it is defragmented."
  }
}

variable "subnet_ids" {
  description = "Private subnet of each control plane, by its index."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == var.control_plane.count
    error_message = "subnet_ids are ${length(var.subnet_ids)}, control planes ${var.control_plane.count}: one for each."
  }
}

variable "security_group_ids" {
  description = "Security groups of a control plane."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.security_group_ids) >= 1
    error_message = "security_group_ids must name at least one: without any, EC2 gives the VPC's default group."
  }
}

variable "instance_profile_name" {
  description = "Instance profile of a control plane."
  type        = string
  nullable    = false
}

variable "user_data" {
  description = "cloud-init's user data of each control plane, by its index: the first makes the cluster, the others join it."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.user_data) == var.control_plane.count
    error_message = "user_data are ${length(var.user_data)}, control planes ${var.control_plane.count}: one for each."
  }
  validation {
    # Four characters of base64 are three bytes.
    condition     = alltrue([for text in var.user_data : length(base64gzip(text)) / 4 * 3 <= 16384])
    error_message = "user_data must be at most 16384 bytes when compressed: EC2 takes no more."
  }
}

variable "api_load_balancer" {
  description = "Load balancer in front of the API servers: its security group, subnets and port. Null: there is one control plane, and the name points to it."
  type = object({
    security_group_id = string
    subnet_ids        = list(string)
    port              = number
  })
  default  = null
  nullable = true

  validation {
    condition     = var.control_plane.count == 1 || var.api_load_balancer != null
    error_message = "api_load_balancer is missing: of ${var.control_plane.count} API servers only one would ever be asked."
  }
  validation {
    condition     = try(var.api_load_balancer.port >= 1 && var.api_load_balancer.port <= 65535 && length(var.api_load_balancer.subnet_ids) >= 1, var.api_load_balancer == null)
    error_message = "api_load_balancer needs a port of 1 to 65535 and at least one subnet."
  }
}

variable "image_id" {
  description = "Image with Ubuntu 24.04 for the processor of the control plane. Null: Canonical's newest. Either is of interest only when a machine is made."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.image_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.image_id))
    error_message = "image_id must be such as ami-0123456789abcdef0."
  }
}

variable "kms_key_arn" {
  description = "Key that the disks are encrypted with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn `${var.kms_key_arn}` must be the ARN of a key: with an alias, EBS would see another one at every plan."
  }
}

variable "enable_deletion_protection" {
  description = "Whether AWS refuses to delete machines and the load balancer, and etcd's disks leave a snapshot. Set it to false, and apply, before `destroy` or `-replace`."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags that machines and disks get beside `Name` and `Component`."
  type        = map(string)
  default     = {}
  nullable    = false
}
