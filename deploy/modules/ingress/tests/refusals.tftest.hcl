variables {
  image = {
    repository = "docker.io/ninehops/traefik"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  route_namespaces = ["marketplace"]
}

run "a_tag_in_place_of_a_digest_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/traefik", digest = "v3.5.3" }
  }
  expect_failures = [var.image]
}

run "a_tag_in_the_repository_is_refused" {
  command = plan
  variables {
    image = { repository = "docker.io/ninehops/traefik:v3.5.3", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_version_with_other_arguments_is_refused" {
  command = plan
  variables {
    traefik_version = "2.11.0"
  }
  expect_failures = [var.traefik_version]
}

run "no_namespace_for_routes_is_refused" {
  command = plan
  variables {
    route_namespaces = []
  }
  expect_failures = [var.route_namespaces]
}

run "routes_beside_the_controller_are_refused" {
  command = plan
  variables {
    route_namespaces = ["ingress"]
  }
  expect_failures = [var.route_namespaces]
}

run "a_namespace_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    namespace = "Ingress"
  }
  expect_failures = [var.namespace]
}

run "no_replica_is_refused" {
  command = plan
  variables {
    replicas = 0
  }
  expect_failures = [var.replicas]
}

run "a_node_port_out_of_range_is_refused" {
  command = plan
  variables {
    node_ports = { http = 80, https = 30443 }
  }
  expect_failures = [var.node_ports]
}

run "one_node_port_for_both_is_refused" {
  command = plan
  variables {
    node_ports = { http = 30081, https = 30081 }
  }
  expect_failures = [var.node_ports]
}

run "a_port_that_is_none_is_refused" {
  command = plan
  variables {
    api_server_port = 0
  }
  expect_failures = [var.api_server_port]
}

run "a_secret_with_a_name_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    tls_secret = "Shop Certificate"
  }
  expect_failures = [var.tls_secret]
}

run "half_a_port_is_refused" {
  command = plan
  variables {
    api_server_port = 6443.5
  }
  expect_failures = [var.api_server_port]
}
