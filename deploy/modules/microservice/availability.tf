locals {
  pod_disruption_budget = {
    apiVersion = "policy/v1"
    kind       = "PodDisruptionBudget"
    metadata   = local.metadata
    spec       = module.hardened.disruption_budget
  }

  horizontal_pod_autoscaler = [for bounds in var.autoscaling[*] : {
    apiVersion = "autoscaling/v2"
    kind       = "HorizontalPodAutoscaler"
    metadata   = local.metadata
    spec = {
      scaleTargetRef = { apiVersion = "apps/v1", kind = "Deployment", name = var.name }
      minReplicas    = bounds.minimum
      maxReplicas    = bounds.maximum
      metrics = [{
        type     = "Resource"
        resource = { name = "cpu", target = { type = "Utilization", averageUtilization = bounds.cpu_percent } }
      }]
      behavior = { scaleDown = { stabilizationWindowSeconds = bounds.scale_down_stabilization_seconds } }
    }
  }]
}
