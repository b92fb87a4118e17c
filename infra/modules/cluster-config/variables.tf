variable "cluster_name" {
  description = "Name of the cluster. Every other name begins with it: the zone `NAME.internal`, paths of parameters, AWS resources."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,20}$", var.cluster_name)) && !endswith(var.cluster_name, "-")
    error_message = "cluster_name `${var.cluster_name}` must be 3 to 21 of a-z, 0-9 and `-`, first a letter, last no `-`: it is part of DNS names."
  }
}

variable "enable_monitoring" {
  description = "Whether Prometheus on the workers may read the metrics of etcd, the control plane, kube-proxy, Calico and the nodes."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_high_availability" {
  description = "Whether there are three control planes behind an internal load balancer instead of one."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_audit_log" {
  description = "Whether the API server writes down who changed what, in `/var/log/kubernetes/audit` on the control plane."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_secret_encryption" {
  description = "Whether the API server encrypts Secrets in etcd, with a key that the control plane makes and keeps."
  type        = bool
  default     = false
  nullable    = false
}

variable "github" {
  description = "Whose GitHub jobs may sign in to the API server: ids of a repository and its owner, and the environments that may look at what `deploy/live` makes, or change it. The defaults are the ones that `infra/bootstrap` gives roles for this. Absent: nobody's."
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
  validation {
    condition     = var.github == null || can(regex("^(,[a-z][a-z0-9-]*)+$", join("", formatlist(",%s", setunion(var.github.plan_environments, var.github.apply_environments)))))
    error_message = "github needs at least one environment, and each in a-z, 0-9 and `-`: without one, every job could sign in."
  }
  validation {
    condition     = var.github == null || try(length(setintersection(var.github.plan_environments, var.github.apply_environments)) == 0, true)
    error_message = "github.plan_environments and github.apply_environments must have no environment in common: whoever shall only look at it could change it."
  }
}

variable "backup" {
  description = "Bucket and first part of the names of objects that the control plane saves etcd, the authority and the key for Secrets to, every hour. Absent: nowhere."
  type = object({
    bucket = string
    prefix = string
  })
  default  = null
  nullable = true

  validation {
    condition     = var.backup == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.backup.bucket))
    error_message = "backup.bucket must be a bucket's name: 3 to 63 of a-z, 0-9, `.` and `-`."
  }
  validation {
    condition     = var.backup == null || can(regex("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", var.backup.prefix))
    error_message = "backup.prefix must be of A-Z, a-z, 0-9, `_` and `-`, with single `/` between parts and none at the ends."
  }
}
