variable "selector_labels" {
  description = "Labels by which the pods are found."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.selector_labels) > 0
    error_message = "selector_labels needs at least one: without any, all pods of the namespace would be meant."
  }
}
