variable "name" {
  description = "Name of the namespace."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.name)) && !can(regex("^kube-|^default$", var.name))
    error_message = "name `${var.name}` must be 1 to 63 of a-z, 0-9 and `-`, with neither end a `-`, and not one of Kubernetes' own."
  }
}

variable "part_of" {
  description = "What the namespace is a part of: the label `app.kubernetes.io/part-of`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", var.part_of))
    error_message = "part_of `${var.part_of}` must be a label value: 1 to 63 of letters, digits, `.`, `_` and `-`, with a letter or digit at both ends."
  }
}
