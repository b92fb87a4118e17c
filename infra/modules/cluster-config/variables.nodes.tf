variable "control_plane" {
  description = "Machine of a control plane, its processor (`amd64` or `arm64`), and its disks in GB: the system's, and etcd's own."
  type = object({
    instance_type = optional(string, "t3.medium")
    architecture  = optional(string, "amd64")
    disk_gb       = optional(number, 30)
    etcd_disk_gb  = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["amd64", "arm64"], var.control_plane.architecture)
    error_message = "control_plane.architecture `${var.control_plane.architecture}` must be amd64 or arm64."
  }
  validation {
    condition     = can(regex(local.instance_type, var.control_plane.instance_type))
    error_message = "control_plane.instance_type `${var.control_plane.instance_type}` is no type of instance, such as t3.medium."
  }
  validation {
    condition     = can(regex(local.arm64_instance_type, var.control_plane.instance_type)) == (var.control_plane.architecture == "arm64")
    error_message = "control_plane.instance_type `${var.control_plane.instance_type}` has another processor than ${var.control_plane.architecture}: no image of that kind starts on it."
  }
  validation {
    condition     = var.control_plane.disk_gb >= 20 && floor(var.control_plane.disk_gb) == var.control_plane.disk_gb
    error_message = "control_plane.disk_gb must be a whole number from 20: the system, images and logs need that much."
  }
  validation {
    # etcd's 4 GiB, what a restore keeps of the data before it, and a snapshot on its way out.
    condition     = var.control_plane.etcd_disk_gb >= 10 && floor(var.control_plane.etcd_disk_gb) == var.control_plane.etcd_disk_gb
    error_message = "control_plane.etcd_disk_gb must be a whole number from 10: etcd may have 4, and a restore needs as much again."
  }
}

variable "node_pools" {
  description = "Workers by pool: machine, processor, how many (now, at least, at most), disk in GB, labels and taints of their nodes, and what names begin with where EC2 does not give them."
  type = map(object({
    instance_type = optional(string, "t3.medium")
    architecture  = optional(string, "amd64")
    count         = number
    name_prefix   = string
    # `count`, and one more, so that a replacement can come before what it replaces goes.
    minimum = optional(number)
    maximum = optional(number)
    disk_gb = optional(number, 30)
    labels  = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = optional(string, "")
      effect = string
    })), [])
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.node_pools) : can(regex("^[a-z][a-z0-9-]{0,30}$", name)) && name != "control-plane"])
    error_message = "node_pools must be named in a-z, 0-9 and `-`, and not `control-plane`."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : contains(["amd64", "arm64"], pool.architecture)])
    error_message = "node_pools: every architecture must be amd64 or arm64."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : can(regex(local.instance_type, pool.instance_type))])
    error_message = "node_pools: every instance_type must be a type of instance, such as t3.medium."
  }
  validation {
    condition = alltrue([
      for pool in values(var.node_pools) : can(regex(local.arm64_instance_type, pool.instance_type)) == (pool.architecture == "arm64")
    ])
    error_message = "node_pools: ${join(", ", [
      for name, pool in var.node_pools : "${pool.instance_type} of `${name}` has another processor than ${pool.architecture}"
      if can(regex(local.arm64_instance_type, pool.instance_type)) != (pool.architecture == "arm64")
    ])}: no image of that kind starts on it."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : pool.count >= 0 && floor(pool.count) == pool.count])
    error_message = "node_pools: every count must be a whole number."
  }
  validation {
    condition = alltrue([
      for pool in values(var.node_pools) : alltrue([
        for bounds in [{ minimum = coalesce(pool.minimum, pool.count), maximum = coalesce(pool.maximum, pool.count + 1) }] :
        bounds.minimum >= 0 && bounds.minimum <= pool.count && pool.count <= bounds.maximum
        && floor(bounds.minimum) == bounds.minimum && floor(bounds.maximum) == bounds.maximum
      ])
    ])
    error_message = "node_pools: every count must be from minimum to maximum, which are whole numbers."
  }
  validation {
    condition     = alltrue([for pool in values(var.node_pools) : pool.disk_gb >= 20 && floor(pool.disk_gb) == pool.disk_gb])
    error_message = "node_pools: every disk_gb must be a whole number from 20: the system, images and logs need that much."
  }
  validation {
    condition     = sum(concat([0], [for pool in values(var.node_pools) : pool.count])) <= 200
    error_message = "node_pools: 200 workers are the most, for every node has a host number of its own in a /24."
  }
  validation {
    condition = alltrue([
      for pool in values(var.node_pools) : can(regex("^[a-z]([a-z0-9-]*[a-z-])?$", pool.name_prefix)) && pool.name_prefix != "cp"
    ])
    error_message = "node_pools: every name_prefix must be in a-z, 0-9 and `-`, without a digit at the end, and not `cp`: a number follows it."
  }
  validation {
    condition     = length(distinct([for pool in values(var.node_pools) : pool.name_prefix])) == length(var.node_pools)
    error_message = "node_pools: every pool needs another name_prefix."
  }
  validation {
    condition = alltrue(flatten([
      for pool in values(var.node_pools) : [
        for key, value in pool.labels : can(regex(local.label_key, key)) && can(regex(local.label_value, value))
      ]
    ]))
    error_message = "node_pools: every label must be a key and a value as Kubernetes takes them."
  }
  validation {
    condition = alltrue(flatten([
      for pool in values(var.node_pools) : [
        for key in keys(pool.labels) :
        (!can(regex("^([^/]*\\.)?(kubernetes|k8s)\\.io/", key)) || can(regex("^([^/]*\\.)?(kubelet|node)\\.kubernetes\\.io/", key)))
        && !startswith(key, "ninehops.internal/")
      ]
    ]))
    error_message = "node_pools: labels under kubernetes.io and k8s.io are refused, for a kubelet may give itself none but those under kubelet.kubernetes.io and node.kubernetes.io, and so are labels under ninehops.internal, which are this module's."
  }
  validation {
    condition = alltrue(flatten([
      for pool in values(var.node_pools) : [
        for taint in pool.taints :
        can(regex(local.label_key, taint.key)) && can(regex(local.label_value, taint.value))
        && contains(["NoSchedule", "PreferNoSchedule", "NoExecute"], taint.effect)
      ]
    ]))
    error_message = "node_pools: every taint needs a key and a value as Kubernetes takes them, and NoSchedule, PreferNoSchedule or NoExecute."
  }
}

variable "versions" {
  description = "Exact versions of what a node runs. runc comes with containerd, etcd and CoreDNS with kubeadm."
  type = object({
    kubernetes = optional(string, "1.36.3")
    containerd = optional(string, "2.3.7")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for version in values(var.versions) : can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", version))])
    error_message = "versions must be exact, such as 1.36.3, without a `v`: two nodes made on different days shall be the same."
  }
  validation {
    condition     = can(regex("^1\\.36\\.", var.versions.kubernetes))
    error_message = "versions.kubernetes `${var.versions.kubernetes}` must be 1.36: kubeadm's configuration here and Calico are tested with no other."
  }
  validation {
    condition     = can(regex("^2\\.(3\\.([4-9]|[1-9][0-9]+)|([4-9]|[1-9][0-9]+)\\.[0-9]+)$", var.versions.containerd))
    error_message = "versions.containerd `${var.versions.containerd}` must be 2.3.4 or later: those before lose the sandbox image, or are no longer kept up."
  }
}

variable "generation" {
  description = "Which of the clusters that had this name in turn. A part of parameter paths: a new one never reads an old one's join data."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{1,16}$", var.generation))
    error_message = "generation `${var.generation}` must be 1 to 16 of a-z and 0-9: it is part of a path."
  }
}

variable "calico" {
  description = "Exact version of Calico and the SHA-256 of the manifest `calico-vxlan.yaml` that its project publishes for it."
  type = object({
    version         = string
    manifest_sha256 = string
  })
  default = {
    version         = "3.32.1"
    manifest_sha256 = "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566"
  }
  nullable = false

  validation {
    condition     = can(regex("^3\\.(3[2-9]|[4-9][0-9])\\.[0-9]+$", var.calico.version))
    error_message = "calico.version `${var.calico.version}` must be exact and 3.32.0 or later, which is tested with Kubernetes 1.36 and nftables."
  }
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.calico.manifest_sha256))
    error_message = "calico.manifest_sha256 must be 64 hexadecimal digits, as sha256sum prints them."
  }
}

variable "runner" {
  description = "Exact version of GitHub's runner, its processor and the SHA-256 of that archive. Absent: no user data for a runner."
  type = object({
    version      = string
    architecture = string
    sha256       = string
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
  description = "Exact version of the AWS CLI, 2, and the SHA-256 of its archive by processor. Absent: the snap, which AWS signs and renews, of no exact version."
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
  validation {
    condition = var.aws_cli == null || alltrue([
      for architecture in concat(
        [var.control_plane.architecture],
        [for pool in values(var.node_pools) : pool.architecture],
        [for runner in [var.runner] : runner.architecture if runner != null],
      ) : can(regex("^[0-9a-f]{64}$", var.aws_cli.sha256[architecture]))
    ])
    error_message = "aws_cli.sha256 needs the 64 hexadecimal digits for every processor (amd64, arm64) that the cluster and its runner have."
  }
}
