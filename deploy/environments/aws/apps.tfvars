# The same as `hostname` of infra/live/platform. Without one: the name that its output `url` has.
hostname = "shop.example.org"

# Two nodes in two zones, and visitors who are not tests: room to grow, and slower to shrink.
marketplace = {
  autoscaling = { minimum = 3, maximum = 12, cpu_percent = 70, scale_down_stabilization_seconds = 600 }
  resources   = { cpu_request = "100m", memory_request = "48Mi", memory_limit = "128Mi" }
}

recommendations = {
  replicas  = 3
  resources = { cpu_request = "100m", memory_request = "48Mi", memory_limit = "128Mi" }
}
