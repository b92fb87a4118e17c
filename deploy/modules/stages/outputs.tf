output "foundation" {
  description = "Namespaces and definitions of kinds: what other objects need before they can be made."
  value       = local.stages.foundation
}

output "configuration" {
  description = "What pods need when they start, and all that has no order."
  value       = local.stages.configuration
}

output "workload" {
  description = "What starts pods, and is done only when they are ready."
  value       = local.stages.workload
}

output "follower" {
  description = "What needs pods that are ready: autoscalers, and APIs whose server is a pod."
  value       = local.stages.follower
}
