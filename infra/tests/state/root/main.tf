# Without a provider: nothing but a state that can change. It keeps the state as the real roots do.
terraform {
  required_version = ">= 1.11"

  backend "s3" {}
}

variable "text" {
  description = "What the state says."
  type        = string
  nullable    = false
}

resource "terraform_data" "this" {
  input = var.text
}

output "text" {
  description = "What the state says."
  value       = terraform_data.this.output
}
