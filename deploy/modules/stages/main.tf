locals {
  foundation_kinds = ["Namespace", "CustomResourceDefinition"]
  workload_kinds   = ["Deployment", "DaemonSet", "StatefulSet"]
  # An API without its server breaks the discovery of all others, and an autoscaler looks at its target at once only when it
  # is made, then every 15 seconds.
  follower_kinds = ["APIService", "HorizontalPodAutoscaler"]

  stage_of = { for key, object in var.objects : key => (
    contains(local.foundation_kinds, object.kind) ? "foundation" :
    contains(local.workload_kinds, object.kind) ? "workload" :
    contains(local.follower_kinds, object.kind) ? "follower" : "configuration"
  ) }

  stages = { for stage in ["foundation", "configuration", "workload", "follower"] : stage => {
    for key, object in var.objects : key => object if local.stage_of[key] == stage
  } }
}
