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

run "a_variable_in_small_letters_is_refused" {
  command = plan
  variables {
    environment = { colour = "blue" }
  }
  expect_failures = [var.environment]
}

run "a_field_that_variables_cannot_have_is_refused" {
  command = plan
  variables {
    field_references = { IMAGE = "spec.containers" }
  }
  expect_failures = [var.field_references]
}

run "a_variable_with_two_values_is_refused" {
  command = plan
  variables {
    environment       = { KEY = "sesame" }
    secret_references = { KEY = { name = "books-key", key = "key" } }
  }
  expect_failures = [var.secret_references]
}

run "a_volume_without_a_limit_that_counts_is_refused" {
  command = plan
  variables {
    volumes = { data = { mount_path = "/data", size_limit = "0" } }
  }
  expect_failures = [var.volumes]
}

run "a_relative_mount_path_is_refused" {
  command = plan
  variables {
    volumes = { data = { mount_path = "data", size_limit = "64Mi" } }
  }
  expect_failures = [var.volumes]
}

run "a_probe_of_an_unknown_port_is_refused" {
  command = plan
  variables {
    probes = {
      port      = "admin"
      startup   = { path = "/startupz" }
      readiness = { path = "/readyz" }
      liveness  = { path = "/livez" }
    }
  }
  expect_failures = [var.probes]
}

run "a_probe_without_a_slash_is_refused" {
  command = plan
  variables {
    probes = {
      port      = "ops"
      startup   = { path = "startupz" }
      readiness = { path = "/readyz" }
      liveness  = { path = "/livez" }
    }
  }
  expect_failures = [var.probes]
}

run "metrics_at_an_unknown_port_are_refused" {
  command = plan
  variables {
    metrics = { port = "admin" }
  }
  expect_failures = [var.metrics]
}

run "a_probe_twice_a_second_is_refused" {
  command = plan
  variables {
    probes = {
      port      = "ops"
      startup   = { path = "/startupz" }
      readiness = { path = "/readyz", period_seconds = 0.5 }
      liveness  = { path = "/livez" }
    }
  }
  expect_failures = [var.probes]
}

run "a_probe_every_second_and_a_half_is_refused" {
  command = plan
  variables {
    probes = {
      port      = "ops"
      startup   = { path = "/startupz" }
      readiness = { path = "/readyz", period_seconds = 1.5 }
      liveness  = { path = "/livez" }
    }
  }
  expect_failures = [var.probes]
}

run "half_a_failure_is_refused" {
  command = plan
  variables {
    probes = {
      port      = "ops"
      startup   = { path = "/startupz" }
      readiness = { path = "/readyz" }
      liveness  = { path = "/livez", failure_threshold = 1.5 }
    }
  }
  expect_failures = [var.probes]
}

run "an_annotation_of_metrics_by_another_way_is_refused" {
  command = plan
  variables {
    pod_annotations = { "prometheus.io/scrape" = "false" }
  }
  expect_failures = [var.pod_annotations]
}
