# For the tests: which networks of a list have an address in common.

terraform {
  required_version = ">= 1.11"
}

variable "cidrs" {
  description = "Networks in CIDR notation."
  type        = list(string)
  nullable    = false
}

locals {
  pairs = [
    for pair in setproduct(range(length(var.cidrs)), range(length(var.cidrs))) :
    [var.cidrs[pair[0]], var.cidrs[pair[1]]] if pair[0] < pair[1]
  ]
}

output "pairs" {
  description = "Pairs that overlap: one contains the other, so both are the same at the length of the shorter prefix."
  value = [
    for pair in local.pairs : pair if length(distinct([
      for cidr in pair : cidrhost("${split("/", cidr)[0]}/${min([for each in pair : split("/", each)[1]]...)}", 0)
    ])) == 1
  ]
}
