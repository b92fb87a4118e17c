variable "cluster_name" {
  description = "Name of the cluster. Names of everything here begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "architecture" {
  description = "Processor of a runner: `amd64` or `arm64`. GitHub's runner in the user data must be for the same."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["amd64", "arm64"], var.architecture)
    error_message = "architecture `${var.architecture}` must be amd64 or arm64."
  }
}

variable "instance_type" {
  description = "Type of machine. AWS's own processors, arm64, have a `g` after the number: t4g, m7g."
  type        = string
  default     = "t4g.small"
  nullable    = false

  validation {
    # a1 is the one of the first generation.
    condition     = (var.architecture == "arm64") == can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)[.]", var.instance_type))
    error_message = "instance_type `${var.instance_type}` is not ${var.architecture}: no image for that would start."
  }
}

variable "subnet_id" {
  description = "Private subnet of the runners."
  type        = string
  nullable    = false
}

variable "security_group_id" {
  description = "Security group of a runner. Nothing may come in."
  type        = string
  nullable    = false
}

variable "instance_profile_name" {
  description = "Instance profile of a runner."
  type        = string
  nullable    = false
}

variable "user_data" {
  description = "cloud-init's user data of a runner."
  type        = string
  nullable    = false

  validation {
    # Four characters of base64 are three bytes.
    condition     = length(base64gzip(var.user_data)) / 4 * 3 <= 16384
    error_message = "user_data must be at most 16384 bytes when compressed: EC2 takes no more."
  }
}

variable "disk_gb" {
  description = "Disk in GB: the system, and what a job checks out and installs."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.disk_gb >= 10 && floor(var.disk_gb) == var.disk_gb
    error_message = "disk_gb `${var.disk_gb}` must be a whole number of at least 10."
  }
}

variable "kms_key_arn" {
  description = "Key that the disk is encrypted with. Whoever starts a runner needs it, too."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn `${var.kms_key_arn}` must be the ARN of a key."
  }
}

variable "image_id" {
  description = "Image with Ubuntu 24.04. Null: Canonical's newest at the time of the last apply."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.image_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.image_id))
    error_message = "image_id must be such as ami-0123456789abcdef0."
  }
}

variable "tags" {
  description = "Tags that the template, machines, network interfaces and disks get beside `Name`, `Component` and `Cluster`. Give those of the provider: it does not reach what EC2 starts later."
  type        = map(string)
  default     = {}
  nullable    = false
}
