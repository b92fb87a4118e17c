variable "environment" {
  description = "Environment variables with values that everybody may read."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Z_][A-Z0-9_]*$", name))])
    error_message = "environment has a name that is not of A-Z, 0-9 and `_`: ${join(", ", keys(var.environment))}."
  }
}

variable "field_references" {
  description = "Environment variables from the pod's own fields, such as `POD_IP = \"status.podIP\"`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for path in values(var.field_references) : contains([
      "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
      "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ], path)])
    error_message = "field_references has a path that the downward API does not offer to variables: ${join(", ", values(var.field_references))}."
  }
}

variable "secret_references" {
  description = "Environment variables from keys of Secrets in the same namespace. Values never pass through here."
  type = map(object({
    name = string
    key  = string
  }))
  default  = {}
  nullable = false

  validation {
    condition = length(setintersection(keys(var.secret_references), concat(keys(var.environment), keys(var.field_references)))) == 0 && (
      length(setintersection(keys(var.environment), keys(var.field_references))) == 0
    )
    error_message = "a variable is in more than one of environment, field_references and secret_references: only one of its values could hold."
  }
}

variable "pod_annotations" {
  description = "Annotations of the pods. A change replaces them, as a change of their image does: for what they read only when they start, such as the revision of a Secret."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.pod_annotations) : can(regex("^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", name)) && !startswith(name, "prometheus.io/")])
    error_message = "pod_annotations has a name that is none, or one of those that metrics gives: ${join(", ", keys(var.pod_annotations))}."
  }
}

variable "volumes" {
  description = "Empty directories that live as long as the pod, by name. All else of the file system is read-only."
  type = map(object({
    mount_path = string
    size_limit = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, volume in var.volumes : can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", name)) && startswith(volume.mount_path, "/") && can(regex("^[1-9][0-9]*(Mi|Gi)$", volume.size_limit))])
    error_message = "volumes needs names of a-z, 0-9 and `-`, absolute mount paths, and size limits such as `64Mi`."
  }
}

variable "probes" {
  description = "HTTP paths that the kubelet asks, and the name of their port: when it may have requests, when it must be started anew, and for slow starters when it has started: the other two wait for that."
  type = object({
    port      = string
    readiness = object({ path = string, period_seconds = optional(number, 1), failure_threshold = optional(number, 3) })
    liveness  = object({ path = string, period_seconds = optional(number, 10), failure_threshold = optional(number, 3) })
    startup   = optional(object({ path = string, period_seconds = optional(number, 1), failure_threshold = optional(number, 30) }))
  })
  nullable = false

  validation {
    condition     = contains(keys(var.ports), var.probes.port)
    error_message = "probes.port `${var.probes.port}` must be one of ports: ${join(", ", keys(var.ports))}."
  }
  validation {
    condition     = alltrue([for probe in [var.probes.readiness, var.probes.liveness, var.probes.startup] : probe == null ? true : startswith(probe.path, "/") && alltrue([for number in [probe.period_seconds, probe.failure_threshold] : number >= 1 && floor(number) == number])])
    error_message = "each of probes needs a path that begins with `/`, and a period and a threshold that are whole numbers of at least 1."
  }
}

variable "metrics" {
  description = "Name of the port and path where Prometheus finds metrics. Absent: there are none."
  type = object({
    port = string
    path = optional(string, "/metrics")
  })
  default  = null
  nullable = true

  validation {
    condition     = var.metrics == null || contains(keys(var.ports), try(var.metrics.port, ""))
    error_message = "metrics.port must be one of ports: ${join(", ", keys(var.ports))}."
  }
}
