variable "architecture" {
  description = "Processor of the machine: `amd64` or `arm64`."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["amd64", "arm64"], var.architecture)
    error_message = "architecture `${var.architecture}` must be amd64 or arm64."
  }
}

variable "image_id" {
  description = "Image with Ubuntu 24.04. Null: Canonical's newest."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.image_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.image_id))
    error_message = "image_id must be such as ami-0123456789abcdef0."
  }
}
