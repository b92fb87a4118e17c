output "pod" {
  description = "Fields of a pod's `spec`: who it runs as, and how long it stays on a dead node."
  value       = local.pod
}

output "container" {
  description = "Fields of a container: it may nothing, and writes nowhere but in its volumes."
  value       = local.container
}

output "strategy" {
  description = "A Deployment's `strategy`: one pod more during an update, and never one less."
  value       = local.strategy
}

output "spread" {
  description = "Fields of a pod's `spec` that spread pods evenly over nodes which take any."
  value       = local.spread
}

output "disruption_budget" {
  description = "The `spec` of a PodDisruptionBudget: a drain takes one pod at a time."
  value       = local.disruption_budget
}
