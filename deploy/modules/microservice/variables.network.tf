variable "ports" {
  description = "What the container listens on, by name. Ports with a `service_port` are offered by the Service; one with a `node_port` also on every node."
  type = map(object({
    container_port = number
    service_port   = optional(number)
    node_port      = optional(number)
    app_protocol   = optional(string)
  }))
  nullable = false

  validation {
    condition     = length(var.ports) > 0 && alltrue([for name in keys(var.ports) : can(regex("^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$", name))])
    error_message = "ports needs at least one, with names of 1 to 15 of a-z, 0-9 and `-` (RFC 6335): ${join(", ", keys(var.ports))}."
  }
  validation {
    condition     = alltrue(flatten([for port in values(var.ports) : [for number in [port.container_port, coalesce(port.service_port, 1)] : number >= 1 && number <= 65535 && floor(number) == number]]))
    error_message = "a container_port or service_port of ports is not a whole number from 1 to 65535."
  }
  validation {
    condition     = anytrue([for port in values(var.ports) : port.service_port != null])
    error_message = "none of ports has a service_port: nobody could reach the service by its name."
  }
  validation {
    condition     = alltrue([for port in values(var.ports) : port.node_port == null || (port.service_port != null && coalesce(port.node_port, 0) >= 30000 && coalesce(port.node_port, 0) <= 32767 && floor(coalesce(port.node_port, 0)) == port.node_port)])
    error_message = "a node_port of ports needs a service_port beside it and must be a whole number from 30000 to 32767."
  }
}

variable "traffic_distribution" {
  description = "Which pods of the Service a client reaches: `PreferSameNode` or `PreferSameZone` while there is one, or any of them."
  type        = string
  default     = "Any"
  nullable    = false

  validation {
    condition     = contains(["Any", "PreferSameNode", "PreferSameZone"], var.traffic_distribution)
    error_message = "traffic_distribution `${var.traffic_distribution}` must be `Any`, `PreferSameNode` or `PreferSameZone`."
  }
}

variable "enable_headless_service" {
  description = "Whether there is a second Service, NAME-headless, whose name has an address for each ready pod: for clients that balance by themselves."
  type        = bool
  default     = false
  nullable    = false
}

variable "allow_from" {
  description = "Who may reach the pods, and on which ports, by their names. A peer is pods of a namespace, all of them unless labels are given, or a block of addresses. Nobody else may."
  type = map(object({
    namespace  = optional(string)
    pod_labels = optional(map(string), {})
    cidr_block = optional(string)
    ports      = set(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for peer in values(var.allow_from) : (peer.namespace == null) != (peer.cidr_block == null)])
    error_message = "each peer of allow_from needs either a namespace or a cidr_block."
  }
  validation {
    condition     = alltrue([for peer in values(var.allow_from) : peer.cidr_block == null || can(cidrhost(peer.cidr_block, 0))])
    error_message = "a cidr_block of allow_from is not a block such as `10.0.0.0/16`."
  }
  validation {
    condition     = alltrue([for peer in values(var.allow_from) : length(peer.ports) > 0 && length(setsubtract(peer.ports, keys(var.ports))) == 0])
    error_message = "a peer of allow_from names no port, or one that is not in ports: ${join(", ", keys(var.ports))}."
  }
}

variable "allow_to" {
  description = "Whom the pods may call besides DNS, and on which TCP ports. Peers are as in allow_from."
  type = map(object({
    namespace  = optional(string)
    pod_labels = optional(map(string), {})
    cidr_block = optional(string)
    ports      = set(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for peer in values(var.allow_to) : (peer.namespace == null) != (peer.cidr_block == null)])
    error_message = "each peer of allow_to needs either a namespace or a cidr_block."
  }
  validation {
    condition     = alltrue([for peer in values(var.allow_to) : peer.cidr_block == null || can(cidrhost(peer.cidr_block, 0))])
    error_message = "a cidr_block of allow_to is not a block such as `10.0.0.0/16`."
  }
  validation {
    condition     = alltrue([for peer in values(var.allow_to) : length(peer.ports) > 0 && alltrue([for port in peer.ports : port >= 1 && port <= 65535 && floor(port) == port])])
    error_message = "a peer of allow_to names no port, or one that is not a whole number from 1 to 65535."
  }
}

variable "route" {
  description = "Host names, and the beginning of paths, under which a Gateway passes requests on to a port of the Service. Absent: no Gateway does."
  type = object({
    hostnames = set(string)
    path      = optional(string, "/")
    port      = string
    gateway   = object({ name = string, namespace = string })
  })
  default  = null
  nullable = true

  validation {
    condition     = var.route == null || (length(try(var.route.hostnames, [])) > 0 && alltrue([for name in try(var.route.hostnames, []) : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$", name))]))
    error_message = "route.hostnames must be names of at least two parts, such as `shop.example.org`: ${join(", ", try(var.route.hostnames, []))}."
  }
  validation {
    condition     = var.route == null || can(regex("^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$", var.route.path))
    error_message = "route.path `${try(var.route.path, "")}` must begin with `/`, and not end with it unless it is all."
  }
  validation {
    condition     = var.route == null || try(var.ports[var.route.port].service_port != null, false)
    error_message = "route.port must be one of ports that has a service_port."
  }
}
