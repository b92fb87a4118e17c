variable "namespace" {
  description = "Namespace of the controller and of the Gateway."
  type        = string
  default     = "ingress"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace `${var.namespace}` must be 1 to 63 of a-z, 0-9 and `-`, with neither end a `-`."
  }
}

variable "image" {
  description = "Traefik's image, by digest. Absent where only the Gateway's objects are wanted."
  type = object({
    repository = string
    digest     = string
  })
  default  = null
  nullable = true

  validation {
    condition     = var.image == null || can(regex("^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$", var.image.repository))
    error_message = "image.repository must be a registry and a path, such as `docker.io/ninehops/traefik`, without tag and digest."
  }
  validation {
    condition     = var.image == null || can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest must be `sha256:` and 64 hexadecimal digits."
  }
}

variable "traefik_version" {
  description = "Version of Traefik in the image: the label `app.kubernetes.io/version`. What runs is decided by the digest alone."
  type        = string
  default     = "3.5.3"
  nullable    = false

  validation {
    condition     = can(regex("^3\\.5\\.[0-9]+$", var.traefik_version))
    error_message = "traefik_version `${var.traefik_version}` must be a 3.5: its arguments and rights are those given here."
  }
}

variable "route_namespaces" {
  description = "Namespaces whose HTTPRoutes may join the Gateway. Traefik reads Services and Secrets of these and of its own namespace, and of no other."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.route_namespaces) > 0 && alltrue([for name in var.route_namespaces : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "route_namespaces needs at least one name of 1 to 63 of a-z, 0-9 and `-`: without any, Traefik would watch all."
  }
  validation {
    condition     = !contains(var.route_namespaces, var.namespace)
    error_message = "route_namespaces has `${var.namespace}`, the controller's own namespace: routes belong to their services."
  }
}

variable "replicas" {
  description = "How many pods of Traefik."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && var.replicas <= 20 && floor(var.replicas) == var.replicas
    error_message = "replicas `${var.replicas}` must be a whole number from 1 to 20."
  }
}

variable "node_ports" {
  description = "Ports of every node at which Traefik listens for HTTP and for HTTPS. The load balancer and its security group know them."
  type = object({
    http  = number
    https = number
  })
  default  = { http = 30081, https = 30443 }
  nullable = false

  validation {
    condition     = alltrue([for port in values(var.node_ports) : port >= 30000 && port <= 32767 && floor(port) == port]) && var.node_ports.http != var.node_ports.https
    error_message = "node_ports must be two different whole numbers from 30000 to 32767."
  }
}

variable "tls_secret" {
  description = "Name of a Secret of type `kubernetes.io/tls` in `namespace` with the Gateway's certificate. Empty: no HTTPS listener."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.tls_secret == "" || can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.tls_secret))
    error_message = "tls_secret `${var.tls_secret}` must be the name of a Secret: a-z, 0-9, `-` and `.`, with a letter or digit at both ends."
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
