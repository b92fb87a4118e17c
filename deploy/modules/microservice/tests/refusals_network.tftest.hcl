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

run "half_a_node_port_is_refused" {
  command = plan
  variables {
    ports = {
      http = { container_port = 5000, service_port = 80, node_port = 30080.5 }
      ops  = { container_port = 9464 }
    }
  }
  expect_failures = [var.ports]
}

run "a_route_of_a_relative_path_is_refused" {
  command = plan
  variables {
    route = { hostnames = ["books.example.org"], path = "books", port = "http", gateway = { name = "shared", namespace = "ingress" } }
  }
  expect_failures = [var.route]
}
