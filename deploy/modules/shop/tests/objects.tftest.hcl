variables {
  images = {
    marketplace = {
      repository = "docker.io/ninehops/marketplace"
      digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
    recommendations = {
      repository = "docker.io/ninehops/recommendations"
      digest     = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
    }
  }
  shop_version = "1.2.3"
}

run "the_shop_is_two_services_in_a_namespace" {
  command = plan

  assert {
    condition = sort(keys(output.objects)) == tolist([
      "Deployment/marketplace/marketplace",
      "Deployment/marketplace/recommendations",
      "HorizontalPodAutoscaler/marketplace/marketplace",
      "Namespace/marketplace",
      "NetworkPolicy/marketplace/default-deny",
      "NetworkPolicy/marketplace/marketplace",
      "NetworkPolicy/marketplace/recommendations",
      "PodDisruptionBudget/marketplace/marketplace",
      "PodDisruptionBudget/marketplace/recommendations",
      "Service/marketplace/marketplace",
      "Service/marketplace/recommendations",
      "Service/marketplace/recommendations-headless",
      "ServiceAccount/marketplace/marketplace",
      "ServiceAccount/marketplace/recommendations",
    ])
    error_message = "The objects are others: ${join(", ", keys(output.objects))}"
  }
  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode(output.objects)))
    error_message = "A field is null, which the API server takes for a wish."
  }
}

run "the_storefront_calls_a_name_with_an_address_for_each_recommender" {
  command = plan

  assert {
    condition = contains(
      [for env in output.objects["Deployment/marketplace/marketplace"].spec.template.spec.containers[0].env : jsonencode(env)],
      jsonencode({ name = "RECOMMENDATIONS_HOST", value = "${output.objects["Service/marketplace/recommendations-headless"].metadata.name}:50051" })
    )
    error_message = "The storefront is told another name."
  }
  assert {
    condition = (
      output.objects["Service/marketplace/recommendations-headless"].spec.clusterIP == "None"
      && output.objects["Service/marketplace/recommendations-headless"].spec.ports[0].port == 50051
    )
    error_message = "The name has not the addresses of pods, or another port."
  }
}

run "only_storefronts_reach_recommenders_and_they_reach_nothing_else" {
  command = plan
  variables {
    diagnosis_namespaces = []
  }

  assert {
    condition = (
      jsonencode(output.objects["NetworkPolicy/marketplace/recommendations"].spec.ingress[0].from[0].podSelector) == jsonencode({ matchLabels = output.objects["Service/marketplace/marketplace"].spec.selector })
      && length(output.objects["NetworkPolicy/marketplace/recommendations"].spec.ingress) == 1
      && length(output.objects["NetworkPolicy/marketplace/recommendations"].spec.egress) == 1
    )
    error_message = "Others reach the recommenders, or they reach others."
  }
  assert {
    condition = (
      length(output.objects["NetworkPolicy/marketplace/marketplace"].spec.egress) == 2
      && jsonencode(output.objects["NetworkPolicy/marketplace/marketplace"].spec.egress[1].to[0].podSelector) == jsonencode({ matchLabels = output.objects["Service/marketplace/recommendations"].spec.selector })
    )
    error_message = "The storefronts reach others than DNS and recommenders."
  }
}

run "namespaces_for_diagnosis_reach_each_service_at_its_port_alone" {
  command = plan
  variables {
    diagnosis_namespaces = ["ninehops", "probes"]
  }

  assert {
    condition = alltrue([for name, port in { marketplace = "http", recommendations = "grpc" } : alltrue([
      for namespace in ["ninehops", "probes"] : contains(
        [for rule in output.objects["NetworkPolicy/marketplace/${name}"].spec.ingress : jsonencode(rule)],
        jsonencode({
          from  = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = namespace } } }]
          ports = [{ protocol = "TCP", port = port }]
        })
      )
    ])])
    error_message = "A namespace is refused, or reaches another port: ${jsonencode([for name in ["marketplace", "recommendations"] : output.objects["NetworkPolicy/marketplace/${name}"].spec.ingress])}"
  }
}

run "visitors_come_by_the_node_port_and_stay_on_the_node" {
  command = plan

  assert {
    condition = (
      output.objects["Service/marketplace/marketplace"].spec.ports[0].nodePort == 30080
      && output.objects["Service/marketplace/marketplace"].spec.trafficDistribution == "PreferSameNode"
    )
    error_message = "The Service is another: ${jsonencode(output.objects["Service/marketplace/marketplace"].spec)}"
  }
}

run "the_cookie_key_is_named_and_not_told" {
  command = plan

  assert {
    condition     = output.secrets == [{ namespace = "marketplace", name = "marketplace-cookie", keys = ["key"] }]
    error_message = "The Secrets are others: ${jsonencode(output.secrets)}"
  }
  assert {
    condition = contains(
      [for env in output.objects["Deployment/marketplace/marketplace"].spec.template.spec.containers[0].env : jsonencode(env)],
      jsonencode({ name = "MARKETPLACE_COOKIE_KEY", valueFrom = { secretKeyRef = { name = output.secrets[0].name, key = output.secrets[0].keys[0] } } })
    )
    error_message = "The storefront has its key from elsewhere."
  }
  assert {
    condition     = alltrue([for object in values(output.objects) : object.kind != "Secret"])
    error_message = "A Secret is among the objects, and would be in a state."
  }
}

run "the_process_and_the_kubelet_agree_on_the_time_to_stop" {
  command = plan

  assert {
    condition = alltrue([for name, prefix in { marketplace = "MARKETPLACE", recommendations = "RECOMMENDATIONS" } :
      sum([for env in output.objects["Deployment/marketplace/${name}"].spec.template.spec.containers[0].env : tonumber(trimsuffix(env.value, "s")) if startswith(env.name, "${prefix}_SHUTDOWN_")])
      < output.objects["Deployment/marketplace/${name}"].spec.template.spec.terminationGracePeriodSeconds
    ])
    error_message = "The kubelet kills before the process is done."
  }
}

run "each_service_runs_its_own_image" {
  command = plan

  assert {
    condition     = alltrue([for name, image in var.images : output.objects["Deployment/marketplace/${name}"].spec.template.spec.containers[0].image == "${image.repository}@${image.digest}"])
    error_message = "An image is another's."
  }
}

run "with_ingress_the_gateway_and_its_route_are_there_and_the_node_port_stays" {
  command = plan
  variables {
    enable_ingress = true
    hostname       = "books.example.org"
  }

  assert {
    condition     = length(setsubtract(["GatewayClass/traefik", "Gateway/ingress/shared", "HTTPRoute/marketplace/marketplace", "RoleBinding/marketplace/traefik"], keys(output.objects))) == 0
    error_message = "An object is missing: ${join(", ", keys(output.objects))}"
  }
  assert {
    condition = (
      output.objects["HTTPRoute/marketplace/marketplace"].spec.hostnames == tolist(["books.example.org"])
      && output.objects["HTTPRoute/marketplace/marketplace"].spec.parentRefs[0].name == output.objects["Gateway/ingress/shared"].metadata.name
      && output.objects["Service/marketplace/marketplace"].spec.ports[0].nodePort == 30080
    )
    error_message = "The route is another, or the node port is gone."
  }
  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode(output.objects)))
    error_message = "A field is null, which the API server takes for a wish."
  }
}

run "an_image_that_is_missing_is_refused" {
  command = plan
  variables {
    images = {}
  }
  expect_failures = [var.images]
}

run "a_node_port_out_of_range_is_refused" {
  command = plan
  variables {
    node_port = 80
  }
  expect_failures = [var.node_port]
}

run "a_host_name_of_one_part_is_refused" {
  command = plan
  variables {
    hostname = "shop"
  }
  expect_failures = [var.hostname]
}

run "a_version_that_no_label_can_hold_is_refused" {
  command = plan
  variables {
    shop_version = "1.2.3+build"
  }
  expect_failures = [var.shop_version]
}

run "half_a_recommender_is_refused" {
  command = plan
  variables {
    recommendations = { replicas = 1.5 }
  }
  expect_failures = [var.recommendations]
}

run "bounds_that_leave_the_autoscaler_no_choice_are_refused" {
  command = plan
  variables {
    marketplace = { autoscaling = { minimum = 5 } }
  }
  expect_failures = [var.marketplace]
}

run "half_a_storefront_is_refused" {
  command = plan
  variables {
    marketplace = { autoscaling = { minimum = 2.5, maximum = 3.7 } }
  }
  expect_failures = [var.marketplace]
}

run "half_a_node_port_is_refused" {
  command = plan
  variables {
    node_port = 30080.5
  }
  expect_failures = [var.node_port]
}

run "a_namespace_that_cannot_be_is_refused" {
  command = plan
  variables {
    diagnosis_namespaces = ["ninehops", "Nine Hops"]
  }
  expect_failures = [var.diagnosis_namespaces]
}

run "a_new_cookie_key_replaces_storefronts_and_nothing_else" {
  command = plan
  variables {
    cookie_key_revision = 2
  }

  assert {
    condition     = output.objects["Deployment/marketplace/marketplace"].spec.template.metadata.annotations["ninehops/cookie-key-revision"] == "2"
    error_message = "Pods would go on with the old key."
  }
  assert {
    condition     = !can(output.objects["Deployment/marketplace/recommendations"].spec.template.metadata.annotations["ninehops/cookie-key-revision"])
    error_message = "Recommenders, which have no key, are replaced."
  }
}

run "a_revision_that_is_none_is_refused" {
  command = plan
  variables {
    cookie_key_revision = 0
  }
  expect_failures = [var.cookie_key_revision]
}

run "with_a_certificate_the_gateway_listens_for_https" {
  command = plan
  variables {
    enable_ingress = true
    tls_secret     = "shop-certificate"
  }

  assert {
    condition = jsonencode([for listener in output.objects["Gateway/ingress/shared"].spec.listeners : listener.tls if listener.protocol == "HTTPS"]) == jsonencode([
      { certificateRefs = [{ name = "shop-certificate" }] },
    ])
    error_message = "The listener is another: ${jsonencode(output.objects["Gateway/ingress/shared"].spec.listeners)}"
  }
}

run "a_secret_with_a_name_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    tls_secret = "Shop Certificate"
  }
  expect_failures = [var.tls_secret]
}
