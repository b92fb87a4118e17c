variables {
  name            = "books"
  namespace       = "shop"
  part_of         = "nine-hops"
  service_version = "1.2.3"
  image = {
    repository = "docker.io/ninehops/books"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  replicas    = 2
  resources   = { cpu_request = "25m", memory_request = "24Mi", memory_limit = "64Mi" }
  drain_times = { unready = 5, drain = 20, flush = 2 }
  ports = {
    http = { container_port = 5000, service_port = 80 }
    ops  = { container_port = 9464 }
  }
  probes = {
    port      = "ops"
    startup   = { path = "/startupz" }
    readiness = { path = "/readyz" }
    liveness  = { path = "/livez" }
  }
}

run "negative_replicas_are_refused" {
  command = plan
  variables {
    replicas = -1
  }
  expect_failures = [var.replicas]
}

run "half_a_replica_is_refused" {
  command = plan
  variables {
    replicas = 1.5
  }
  expect_failures = [var.replicas]
}

run "replicas_beside_an_autoscaler_are_refused" {
  command = plan
  variables {
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 80 }
  }
  expect_failures = [var.replicas]
}

run "neither_replicas_nor_an_autoscaler_is_refused" {
  command = plan
  variables {
    replicas = null
  }
  expect_failures = [var.replicas]
}

run "a_maximum_that_is_no_more_than_the_minimum_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 4, maximum = 4, cpu_percent = 80 }
  }
  expect_failures = [var.autoscaling]
}

run "an_autoscaler_that_waits_for_no_load_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 0 }
  }
  expect_failures = [var.autoscaling]
}

run "cpu_in_words_is_refused" {
  command = plan
  variables {
    resources = { cpu_request = "0.025", memory_request = "24Mi", memory_limit = "64Mi" }
  }
  expect_failures = [var.resources]
}

run "memory_in_megabytes_is_refused" {
  command = plan
  variables {
    resources = { cpu_request = "25m", memory_request = "24Mi", memory_limit = "64MB" }
  }
  expect_failures = [var.resources]
}

run "cpu_that_the_api_server_writes_as_a_whole_number_is_refused" {
  command = plan
  variables {
    resources = { cpu_request = "1000m", memory_request = "24Mi", memory_limit = "64Mi" }
  }
  expect_failures = [var.resources]
}

run "memory_that_the_api_server_writes_in_gi_is_refused" {
  command = plan
  variables {
    resources = { cpu_request = "25m", memory_request = "24Mi", memory_limit = "1024Mi" }
  }
  expect_failures = [var.resources]
}

run "a_stop_at_once_is_refused" {
  command = plan
  variables {
    drain_times = { unready = 0, drain = 20, flush = 2 }
  }
  expect_failures = [var.drain_times]
}

run "a_deadline_that_nothing_could_meet_is_refused" {
  command = plan
  variables {
    progress_deadline_seconds = 1
  }
  expect_failures = [var.progress_deadline_seconds]
}

run "half_a_pod_at_least_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2.5, maximum = 4, cpu_percent = 80 }
  }
  expect_failures = [var.autoscaling]
}

run "half_a_pod_at_most_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 3.7, cpu_percent = 80 }
  }
  expect_failures = [var.autoscaling]
}

run "half_a_percent_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 80.5 }
  }
  expect_failures = [var.autoscaling]
}

run "half_a_second_of_patience_is_refused" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 80, scale_down_stabilization_seconds = 0.5 }
  }
  expect_failures = [var.autoscaling]
}

run "more_memory_than_the_limit_is_refused" {
  command = plan
  variables {
    resources = { cpu_request = "25m", memory_request = "1Gi", memory_limit = "64Mi" }
  }
  expect_failures = [var.resources]
}

run "half_a_second_of_a_rollout_is_refused" {
  command = plan
  variables {
    progress_deadline_seconds = 60.5
  }
  expect_failures = [var.progress_deadline_seconds]
}
