variable "name" {
  description = "Name of the service: of its Deployment, Service, ServiceAccount and all else that it has."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$", var.name))
    error_message = "name `${var.name}` must be 1 to 50 of a-z, 0-9 and `-`, beginning with a letter, not ending with `-`: it becomes a DNS name, and `-headless` may follow."
  }
}

variable "namespace" {
  description = "Namespace of the service. It must exist before the objects are applied."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace `${var.namespace}` must be 1 to 63 of a-z, 0-9 and `-`, with neither end a `-`."
  }
}

variable "part_of" {
  description = "What the service is a part of: the label `app.kubernetes.io/part-of`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", var.part_of))
    error_message = "part_of `${var.part_of}` must be a label value: 1 to 63 of letters, digits, `.`, `_` and `-`, with a letter or digit at both ends."
  }
}

variable "service_version" {
  description = "Version of the service: the label `app.kubernetes.io/version`. What runs is decided by the digest alone."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", var.service_version))
    error_message = "service_version `${var.service_version}` must be a label value: 1 to 63 of letters, digits, `.`, `_` and `-`, with a letter or digit at both ends."
  }
}

variable "image" {
  description = "The image, by digest: a tag can be moved to other bytes, a digest cannot."
  type = object({
    repository = string
    digest     = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$", var.image.repository))
    error_message = "image.repository `${var.image.repository}` must be a registry and a path, such as `docker.io/ninehops/marketplace`, without tag and digest."
  }
  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest `${var.image.digest}` must be `sha256:` and 64 hexadecimal digits."
  }
}

variable "architectures" {
  description = "Architectures that the image is built for, as Go names them. Pods go to nodes of these only."
  type        = set(string)
  default     = ["amd64", "arm64"]
  nullable    = false

  validation {
    condition     = length(var.architectures) > 0 && length(setsubtract(var.architectures, ["amd64", "arm64"])) == 0
    error_message = "architectures must name `amd64`, `arm64` or both, not `${join(", ", var.architectures)}`."
  }
}
