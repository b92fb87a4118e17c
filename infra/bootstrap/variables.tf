variable "region" {
  description = "AWS region of the state, and the only one in which the pipeline may change something."
  type        = string
  default     = "ap-northeast-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region `${var.region}` must be the name of a region, such as ap-northeast-1."
  }
}

variable "account_id" {
  description = "Account that this is for. In any other nothing is planned. Null: whichever the credentials are for."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the twelve digits of an account, in quotation marks."
  }
}

variable "organization" {
  description = "Who runs this, in a word: names of buckets, which are the whole world's, begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.organization)) && !endswith(var.organization, "-")
    error_message = "organization `${var.organization}` must be 2 to 31 of a-z, 0-9 and `-`, first a letter, last no `-`: it is part of a bucket's name."
  }
  validation {
    condition     = length("${var.organization}-${var.project}-tfstate-123456789012") <= 63
    error_message = "organization and project are too long: with `-tfstate-` and the account they name a bucket, which has at most 63 characters."
  }
}

variable "project" {
  description = "What the tag `Project` says, and the path of every role and policy."
  type        = string
  default     = "nine-hops"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.project))
    error_message = "project `${var.project}` must be 2 to 31 of a-z, 0-9 and `-`, first a letter."
  }
}

variable "environment" {
  description = "What the tag `Environment` says."
  type        = string
  default     = "production"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.environment))
    error_message = "environment `${var.environment}` must be 2 to 31 of a-z, 0-9 and `-`, first a letter."
  }
}

variable "state_prefix" {
  description = "What the keys of all states but this one's begin with: `PREFIX/platform/terraform.tfstate`."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.state_prefix)) && !contains(["bootstrap", "plans"], var.state_prefix)
    error_message = "state_prefix `${var.state_prefix}` must be 2 to 31 of a-z, 0-9 and `-`, and neither `bootstrap` nor `plans`, which are others' places."
  }
}

variable "clusters" {
  description = "Names of the clusters that the pipeline may make and change. What has another name or tag, it may only look at."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.clusters) > 0 && length(var.clusters) <= 3
    error_message = "clusters must name 1 to 3: more do not fit into a policy."
  }
  validation {
    condition     = alltrue([for name in var.clusters : can(regex("^[a-z][a-z0-9-]{2,20}$", name)) && !endswith(name, "-")])
    error_message = "clusters must be named in 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`, as `cluster_name` of the platform."
  }
}

variable "hosted_zone_ids" {
  description = "Public zones of Route 53 in which the pipeline may write records: the shop's name and what proves it to be ours. Empty: none."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.hosted_zone_ids : can(regex("^Z[A-Z0-9]{1,31}$", id))])
    error_message = "hosted_zone_ids must be ids such as Z0123456789ABCDEFGHIJ."
  }
}

variable "noncurrent_version_days" {
  description = "How long a state that has been replaced can be brought back, in days."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 30 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days `${var.noncurrent_version_days}` must be a whole number of at least 30: a mistake is often found late."
  }
}

variable "plan_days" {
  description = "How long a plan that waits for approval is kept, in days. There are secrets in it."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.plan_days >= 1 && var.plan_days <= 30 && floor(var.plan_days) == var.plan_days
    error_message = "plan_days `${var.plan_days}` must be a whole number from 1 to 30."
  }
}
