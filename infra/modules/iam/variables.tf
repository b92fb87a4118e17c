variable "cluster_name" {
  description = "Name of the cluster. Names of the roles and the alias of the key begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "parameter_paths" {
  description = "Paths of the parameters by which machines tell each other things, as `cluster-config` puts them out."
  type = object({
    join               = string
    control_plane_join = optional(string)
    ca_certificate     = string
    status             = string
    restore            = string
    runner             = string
  })
  nullable = false

  validation {
    # With `*` or `?` in it a path would be many.
    condition     = alltrue([for path in values(var.parameter_paths) : can(regex("^(/[A-Za-z0-9_.-]+)+$", path)) if path != null])
    error_message = "parameter_paths must be paths such as /shop/1/join, without a `/` at the end."
  }
  validation {
    condition     = !anytrue([for path in values(var.parameter_paths) : can(regex("^/(?i:aws|ssm)", path)) if path != null])
    error_message = "parameter_paths must not begin with `aws` or `ssm`: Systems Manager keeps those names for itself, so no cluster can have such a one."
  }
}

variable "backup_bucket_arn" {
  description = "ARN of the bucket that control planes keep backups in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.backup_bucket_arn))
    error_message = "backup_bucket_arn `${var.backup_bucket_arn}` must be the ARN of a bucket, such as arn:aws:s3:::NAME."
  }
}

variable "backup_prefix" {
  description = "What names of backups in that bucket begin with, without the `/` that follows."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", var.backup_prefix))
    error_message = "backup_prefix `${var.backup_prefix}` must not be empty, and neither begin nor end with `/`."
  }
}

variable "path" {
  description = "Path of roles and instance profiles. A pipeline that may make roles below one path only, makes none elsewhere."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9_.-]+/)*$", var.path))
    error_message = "path `${var.path}` must begin and end with `/`, such as /nine-hops/shop/."
  }
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the roles may ever do. Null: none."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy, such as arn:aws:iam::123456789012:policy/NAME."
  }
}

variable "enable_runner" {
  description = "Whether there is a role for machines that run the jobs of the pipeline."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags that everything gets beside `Name` and `Component`. Those of the provider need not be repeated."
  type        = map(string)
  default     = {}
  nullable    = false
}
