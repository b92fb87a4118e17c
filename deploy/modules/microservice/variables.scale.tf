variable "replicas" {
  description = "How many pods. Absent if `autoscaling` decides."
  type        = number
  default     = null
  nullable    = true

  validation {
    condition     = (var.replicas == null) != (var.autoscaling == null)
    error_message = "either replicas or autoscaling must be given, not both and not neither: two that decide the number would undo each other's work."
  }
  validation {
    condition     = var.replicas == null || try(var.replicas >= 0 && var.replicas <= 100 && floor(var.replicas) == var.replicas, false)
    error_message = "replicas `${coalesce(var.replicas, 0)}` must be a whole number from 0 to 100."
  }
}

variable "autoscaling" {
  description = "Bounds for the number of pods, and the CPU in percent of what they request at which more are started. It needs metrics-server."
  type = object({
    minimum                          = number
    maximum                          = number
    cpu_percent                      = number
    scale_down_stabilization_seconds = optional(number, 300)
  })
  default  = null
  nullable = true

  validation {
    condition     = var.autoscaling == null || try(var.autoscaling.minimum >= 1 && var.autoscaling.maximum > var.autoscaling.minimum && var.autoscaling.maximum <= 100, false)
    error_message = "autoscaling needs a minimum of at least 1 and a larger maximum, of at most 100."
  }
  validation {
    condition     = var.autoscaling == null || try(var.autoscaling.cpu_percent >= 1 && var.autoscaling.cpu_percent <= 1000, false)
    error_message = "autoscaling.cpu_percent must be from 1 to 1000: percent of the CPU that a pod requests."
  }
  validation {
    condition     = var.autoscaling == null || try(var.autoscaling.scale_down_stabilization_seconds >= 0 && var.autoscaling.scale_down_stabilization_seconds <= 3600, false)
    error_message = "autoscaling.scale_down_stabilization_seconds must be from 0 to 3600."
  }
  validation {
    condition     = alltrue([for number in try(values(var.autoscaling), []) : floor(number) == number])
    error_message = "autoscaling must have whole numbers: ${join(", ", [for name, number in try(merge(var.autoscaling, {}), {}) : "${name} = ${number}"])}."
  }
}

variable "resources" {
  description = "What a pod is sure to get, and the memory at which it is killed. There is no limit for CPU: it would slow the service down on an idle node."
  type = object({
    cpu_request    = string
    memory_request = string
    memory_limit   = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[1-9][0-9]*m?$", var.resources.cpu_request))
    error_message = "resources.cpu_request `${var.resources.cpu_request}` must be CPUs such as `2`, or thousandths such as `25m`."
  }
  validation {
    condition     = !anytrue([for amount in values(var.resources) : can(regex("^[0-9]+000m$", amount)) || try(tonumber(trimsuffix(amount, "Mi")) % 1024 == 0, false)])
    error_message = "resources has an amount that the API server would write in another way, such as `1` for `1000m` or `1Gi` for `1024Mi`: ${join(", ", values(var.resources))}."
  }
  validation {
    condition     = alltrue([for memory in [var.resources.memory_request, var.resources.memory_limit] : can(regex("^[1-9][0-9]*(Mi|Gi)$", memory))])
    error_message = "resources.memory_request `${var.resources.memory_request}` and memory_limit `${var.resources.memory_limit}` must be whole `Mi` or `Gi`, such as `64Mi`."
  }
  validation {
    condition = try(
      tonumber(regex("^[0-9]+", var.resources.memory_request)) * (endswith(var.resources.memory_request, "Gi") ? 1024 : 1)
      <= tonumber(regex("^[0-9]+", var.resources.memory_limit)) * (endswith(var.resources.memory_limit, "Gi") ? 1024 : 1),
      true,
    )
    error_message = "resources.memory_request `${var.resources.memory_request}` is more than memory_limit `${var.resources.memory_limit}`."
  }
}

variable "drain_times" {
  description = "The steps of the service's own shutdown after SIGTERM, in seconds: serve on while peers notice that it is not ready, let requests end, send the last telemetry. Then the kernel may kill it."
  type = object({
    unready = number
    drain   = number
    flush   = number
    margin  = optional(number, 3)
  })
  nullable = false

  validation {
    condition     = alltrue([for seconds in values(var.drain_times) : seconds >= 0 && floor(seconds) == seconds]) && var.drain_times.unready >= 1
    error_message = "drain_times must be whole seconds, and unready at least 1: a pod that stops at once loses the requests on their way to it."
  }
}

variable "progress_deadline_seconds" {
  description = "After how long without progress a rollout has failed."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.progress_deadline_seconds >= 10 && var.progress_deadline_seconds <= 3600 && floor(var.progress_deadline_seconds) == var.progress_deadline_seconds
    error_message = "progress_deadline_seconds `${var.progress_deadline_seconds}` must be a whole number from 10 to 3600."
  }
}
