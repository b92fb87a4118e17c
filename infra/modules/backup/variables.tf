variable "cluster_name" {
  description = "Name of the cluster. The bucket's name begins with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`."
  }
}

variable "kms_key_arn" {
  description = "Key that backups are encrypted with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn `${var.kms_key_arn}` must be the ARN of a key."
  }
}

variable "retention_days" {
  description = "After how many days a backup expires. It can be had back for as many days again."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days `${var.retention_days}` must be a whole number of at least 1."
  }
}

variable "enable_force_destroy" {
  description = "Whether `destroy` deletes the backups with the bucket. Otherwise it stops at a bucket that has any."
  type        = bool
  default     = false
  nullable    = false
}
