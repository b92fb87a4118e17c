variable "objects" {
  description = "Kubernetes objects by key, each with at least `kind`."
  type        = any
  nullable    = false

  validation {
    condition     = alltrue([for object in values(var.objects) : try(object.kind != "", false)])
    error_message = "objects has one without a kind."
  }
}
