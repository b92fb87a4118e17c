# For the tests: rights in the cluster and objects that need them, as sets that can be compared.

terraform {
  required_version = ">= 1.11"
}

variable "user_data" {
  description = "Of the control plane that gives the rights."
  type        = string
  nullable    = false
}

variable "objects" {
  description = "Kubernetes objects, as `deploy/` puts them out."
  type        = any
  default     = []
  nullable    = false
}

locals {
  access = one([for file in yamldecode(var.user_data).write_files : jsondecode(file.content) if endswith(file.path, "/access.json")])
  roles  = { for item in local.access.items : trimprefix(item.metadata.name, "gha:apps-") => item.rules if item.kind == "ClusterRole" }
  bound  = { for item in local.access.items : item.roleRef.name => item.subjects[*].name if item.kind == "ClusterRoleBinding" }

  # Rules for all objects of a kind, but for Secrets.
  general = { for name, rules in local.roles : name => [for rule in rules : rule if !can(rule.resourceNames) && rule.resources != ["secrets"]] }
}

output "kinds" {
  description = "`GROUP/RESOURCE` of each role."
  value       = { for name, rules in local.general : name => toset(flatten([for rule in rules : [for resource in rule.resources : "${rule.apiGroups[0]}/${resource}"]])) }
}

output "verbs" {
  description = "What each role may do with them."
  value       = { for name, rules in local.general : name => toset(flatten(rules[*].verbs)) }
}

output "named" {
  description = "`RESOURCE/NAME` of rules for single objects, by verb."
  value = { for verb in ["bind", "escalate", "get"] : verb => toset(flatten([
    for rule in flatten(values(local.roles)) : [for pair in setproduct(rule.resources, rule.resourceNames) : join("/", pair)] if can(rule.resourceNames) && contains(rule.verbs, verb)
  ])) }
}

output "secrets" {
  description = "Names of Secrets that each role may do anything with."
  value       = { for name, rules in local.roles : name => toset(flatten([for rule in rules : try(rule.resourceNames, []) if contains(rule.resources, "secrets")])) }
}

output "users" {
  description = "Who has each role."
  value       = { for name in keys(local.roles) : name => tolist(local.bound["gha:apps-${name}"]) }
}

output "deployed_kinds" {
  description = "`GROUP/RESOURCE` of the objects."
  value = toset([
    for object in var.objects :
    "${try(regex("^(.*)/", object.apiVersion)[0], "")}/${replace(replace(lower("${object.kind}s"), "/icys$/", "icies"), "/sss$/", "sses")}"
  ])
}

output "deployed_roles" {
  description = "`clusterroles/NAME` of the objects."
  value       = toset([for object in var.objects : "clusterroles/${object.metadata.name}" if object.kind == "ClusterRole"])
}

output "deployed_role_references" {
  description = "`RESOURCE/NAME` of roles that the objects bind."
  value       = toset([for object in var.objects : "${lower(object.roleRef.kind)}s/${object.roleRef.name}" if can(object.roleRef)])
}
