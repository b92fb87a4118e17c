variable "control_plane" {
  description = "Machine of a control plane: type, processor (`amd64` or `arm64`), and its disks in GB."
  type = object({
    instance_type = optional(string, "t3.medium")
    architecture  = optional(string, "amd64")
    disk_gb       = optional(number, 30)
    etcd_disk_gb  = optional(number, 10)
  })
  default  = {}
  nullable = false
}

variable "node_pools" {
  description = "Workers by pool: machine, processor (`amd64` or `arm64`), how many (`count` at first, between `minimum` and `maximum`), labels, taints, disk in GB."
  type = map(object({
    instance_type = optional(string, "t3.medium")
    architecture  = optional(string, "amd64")
    count         = number
    minimum       = optional(number)
    maximum       = optional(number)
    name_prefix   = string
    labels        = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = optional(string, "")
      effect = string
    })), [])
    disk_gb = optional(number, 30)
  }))
  default  = { workers = { count = 2, name_prefix = "w" } }
  nullable = false

  validation {
    condition     = length(var.node_pools) >= 1
    error_message = "node_pools must have at least one pool: the control plane runs no pods of the shop."
  }
}

variable "image_ids" {
  description = "Machine images by processor, of Ubuntu 24.04. Where there is none: Canonical's newest, every few days another one. The next apply then replaces workers one after the other, and no control plane."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for architecture, id in var.image_ids : contains(["amd64", "arm64"], architecture) && can(regex("^ami-[0-9a-f]{8,17}$", id))])
    error_message = "image_ids must have the keys amd64 or arm64, and values such as ami-0123456789abcdef0."
  }
}

variable "versions" {
  description = "Exact versions of what a node runs."
  type = object({
    kubernetes = optional(string, "1.36.3")
    containerd = optional(string, "2.3.7")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for version in values(var.versions) : can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", version))])
    error_message = "versions must be exact, such as 1.36.3, without a `v`."
  }
}

variable "generation" {
  description = "Which of the clusters that had this name in turn. Another one with every cluster made anew: it never reads an old one's join data."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{1,16}$", var.generation))
    error_message = "generation `${var.generation}` must be 1 to 16 of a-z and 0-9: it is part of a path."
  }
}

variable "runner" {
  description = "Machine for one job of the pipeline, with the exact version of GitHub's runner and the SHA-256 of its archive. Null: there is none."
  type = object({
    version       = string
    sha256        = string
    architecture  = optional(string, "arm64")
    instance_type = optional(string, "t4g.small")
  })
  default  = null
  nullable = true

  validation {
    condition = var.runner == null || can(regex(
      "^[0-9]+\\.[0-9]+\\.[0-9]+ (amd64|arm64) [0-9a-f]{64}$",
      "${var.runner.version} ${var.runner.architecture} ${var.runner.sha256}",
    ))
    error_message = "runner needs an exact version such as 2.330.0, amd64 or arm64, and the 64 hexadecimal digits of its archive."
  }
}

variable "aws_cli" {
  description = "Exact version of the AWS CLI, 2, and the SHA-256 of its archive by processor. Null: the snap, which AWS signs and renews, of no exact version."
  type = object({
    version = string
    sha256  = map(string)
  })
  default  = null
  nullable = true

  validation {
    condition     = var.aws_cli == null || can(regex("^2\\.[0-9]+\\.[0-9]+$", var.aws_cli.version))
    error_message = "aws_cli.version must be exact, such as 2.31.0."
  }
}
