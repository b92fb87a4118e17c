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
