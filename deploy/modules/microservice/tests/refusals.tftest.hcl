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

run "a_tag_in_place_of_a_digest_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books", digest = "1.2.3" }
  }
  expect_failures = [var.image]
}

run "a_tag_in_the_repository_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books:1.2.3", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_digest_in_the_repository_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_repository_without_a_registry_is_refused" {
  command = plan
  variables {
    image = { repository = "books", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_digest_that_is_too_short_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books", digest = "sha256:0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_digest_in_capitals_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books", digest = "sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF" }
  }
  expect_failures = [var.image]
}

run "another_kind_of_digest_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/books", digest = "sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
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

run "a_name_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    name = "Books_1"
  }
  expect_failures = [var.name]
}

run "a_namespace_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    namespace = "-shop"
  }
  expect_failures = [var.namespace]
}

run "a_version_that_no_label_can_hold_is_refused" {
  command = plan
  variables {
    service_version = "1.2.3+build"
  }
  expect_failures = [var.service_version]
}

run "an_owner_that_no_label_can_hold_is_refused" {
  command = plan
  variables {
    part_of = "nine hops"
  }
  expect_failures = [var.part_of]
}

run "an_unknown_architecture_is_refused" {
  command = plan
  variables {
    architectures = ["amd64", "sparc"]
  }
  expect_failures = [var.architectures]
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

run "an_unknown_preference_is_refused" {
  command = plan
  variables {
    traffic_distribution = "PreferClose"
  }
  expect_failures = [var.traffic_distribution]
}

run "a_node_port_out_of_range_is_refused" {
  command = plan
  variables {
    ports = {
      http = { container_port = 5000, service_port = 80, node_port = 8080 }
      ops  = { container_port = 9464 }
    }
  }
  expect_failures = [var.ports]
}

run "a_node_port_that_no_service_offers_is_refused" {
  command = plan
  variables {
    ports = {
      http = { container_port = 5000, service_port = 80 }
      ops  = { container_port = 9464, node_port = 30464 }
    }
  }
  expect_failures = [var.ports]
}

run "a_service_without_a_port_is_refused" {
  command = plan
  variables {
    ports = { ops = { container_port = 9464 } }
  }
  expect_failures = [var.ports]
}

run "a_port_above_65535_is_refused" {
  command = plan
  variables {
    ports = {
      http = { container_port = 70000, service_port = 80 }
      ops  = { container_port = 9464 }
    }
  }
  expect_failures = [var.ports]
}

run "a_peer_that_is_nobody_is_refused" {
  command = plan
  variables {
    allow_from = { visitors = { ports = ["http"] } }
  }
  expect_failures = [var.allow_from]
}

run "a_peer_that_is_both_pods_and_addresses_is_refused" {
  command = plan
  variables {
    allow_from = { visitors = { namespace = "people", cidr_block = "10.0.0.0/16", ports = ["http"] } }
  }
  expect_failures = [var.allow_from]
}

run "a_peer_at_an_unknown_port_is_refused" {
  command = plan
  variables {
    allow_from = { visitors = { namespace = "people", ports = ["admin"] } }
  }
  expect_failures = [var.allow_from]
}

run "a_peer_with_no_block_of_addresses_is_refused" {
  command = plan
  variables {
    allow_from = { visitors = { cidr_block = "everywhere", ports = ["http"] } }
  }
  expect_failures = [var.allow_from]
}

run "a_call_to_nobody_is_refused" {
  command = plan
  variables {
    allow_to = { storage = { ports = [5432] } }
  }
  expect_failures = [var.allow_to]
}

run "a_call_to_no_port_is_refused" {
  command = plan
  variables {
    allow_to = { storage = { namespace = "shop", ports = [] } }
  }
  expect_failures = [var.allow_to]
}

run "a_route_with_a_host_name_of_one_part_is_refused" {
  command = plan
  variables {
    route = { hostnames = ["books"], port = "http", gateway = { name = "shared", namespace = "ingress" } }
  }
  expect_failures = [var.route]
}

run "a_route_to_a_port_that_no_service_offers_is_refused" {
  command = plan
  variables {
    route = { hostnames = ["books.example.org"], port = "ops", gateway = { name = "shared", namespace = "ingress" } }
  }
  expect_failures = [var.route]
}
