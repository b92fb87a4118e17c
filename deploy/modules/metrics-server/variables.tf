variable "image" {
  description = "metrics-server's image, by digest."
  type = object({
    repository = string
    digest     = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$", var.image.repository))
    error_message = "image.repository `${var.image.repository}` must be a registry and a path, such as `registry.k8s.io/metrics-server/metrics-server`, without tag and digest."
  }
  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest `${var.image.digest}` must be `sha256:` and 64 hexadecimal digits."
  }
}

variable "metrics_server_version" {
  description = "Version of metrics-server in the image: the label `app.kubernetes.io/version`. What runs is decided by the digest alone."
  type        = string
  default     = "0.9.0"
  nullable    = false

  validation {
    condition     = can(regex("^0\\.[89]\\.[0-9]+$", var.metrics_server_version))
    error_message = "metrics_server_version `${var.metrics_server_version}` must be a 0.8 or 0.9: its arguments and rights are those given here."
  }
}

variable "kubelet_insecure_tls" {
  description = "Whether metrics-server takes any certificate of a kubelet. Needed where kubelets sign their own, which no authority vouches for: whoever can answer at a node's address could then make up its figures, and read metrics-server's token."
  type        = bool
  default     = false
  nullable    = false
}

variable "metric_resolution_seconds" {
  description = "How often kubelets are asked. An autoscaler sees nothing newer."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.metric_resolution_seconds >= 10 && var.metric_resolution_seconds <= 300 && floor(var.metric_resolution_seconds) == var.metric_resolution_seconds
    error_message = "metric_resolution_seconds `${var.metric_resolution_seconds}` must be a whole number from 10 to 300: metrics-server refuses less."
  }
}

variable "api_server_port" {
  description = "Port of the API server itself, which NetworkPolicies see behind the Service `kubernetes`."
  type        = number
  default     = 6443
  nullable    = false

  validation {
    condition     = var.api_server_port >= 1 && var.api_server_port <= 65535 && floor(var.api_server_port) == var.api_server_port
    error_message = "api_server_port `${var.api_server_port}` must be a whole number from 1 to 65535."
  }
}
