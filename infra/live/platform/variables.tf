variable "cluster_name" {
  description = "Name of the cluster. Names of AWS resources, paths of parameters and the zone `NAME.internal` begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`: it is part of DNS names."
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

variable "project" {
  description = "What the tag `Project` says, by which costs are told apart."
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

variable "enable_high_availability" {
  description = "Whether there are three control planes behind an internal load balancer instead of one. Decide before the first apply."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_monitoring" {
  description = "Whether Prometheus on the workers may read the metrics of etcd, the control plane, kube-proxy, Calico and the nodes."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_audit_log" {
  description = "Whether the API server writes down who changed what, on the control plane's own disk."
  type        = bool
  default     = true
  nullable    = false
}

variable "enable_secret_encryption" {
  description = "Whether the API server encrypts Secrets in etcd."
  type        = bool
  default     = true
  nullable    = false
}

variable "github" {
  description = "Whose GitHub jobs may sign in to the API server: ids of a repository and its owner, and the environments that may look at what `deploy/live` makes, or change it. Null: nobody's."
  type = object({
    repository_id      = string
    owner_id           = string
    plan_environments  = optional(set(string), ["apps-plan"])
    apply_environments = optional(set(string), ["apps"])
  })
  default  = null
  nullable = true

  validation {
    condition     = var.github == null || can(regex("^[0-9]+ [0-9]+$", "${var.github.repository_id} ${var.github.owner_id}"))
    error_message = "github needs the numbers of the repository and of its owner: a name can be given up and taken by somebody else."
  }
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds every role made here, as `infra/bootstrap` makes one for the pipeline. Null: none."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy, such as arn:aws:iam::123456789012:policy/NAME."
  }
}

variable "backup_retention_days" {
  description = "How long a backup of etcd is kept, in days."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days `${var.backup_retention_days}` must be a whole number of at least 1."
  }
}

variable "enable_backup_deletion" {
  description = "Whether `destroy` takes the backups along. Otherwise it stops at a bucket that is not empty."
  type        = bool
  default     = false
  nullable    = false
}

variable "budget" {
  description = "What a month may cost, in US dollars, and who is told by e-mail at 80 % and when more is foreseen. Null: nobody is told."
  type = object({
    monthly_usd = number
    emails      = set(string)
  })
  default  = null
  nullable = true

  validation {
    condition     = try(var.budget.monthly_usd > 0, var.budget == null)
    error_message = "budget.monthly_usd must be more than 0."
  }
  validation {
    condition = var.budget == null || try(
      length(var.budget.emails) > 0 && length(var.budget.emails) <= 10 && alltrue([for email in var.budget.emails : can(regex("^[^@ ]+@[^@ ]+$", email))]),
      false,
    )
    error_message = "budget.emails must be 1 to 10 addresses, AWS's limit for one notification."
  }
}
