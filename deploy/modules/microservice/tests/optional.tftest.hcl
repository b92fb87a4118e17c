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

run "an_autoscaler_owns_the_number_of_pods" {
  command = plan
  variables {
    replicas    = null
    autoscaling = { minimum = 2, maximum = 4, cpu_percent = 80 }
  }

  assert {
    condition     = !contains(keys(output.objects["Deployment/shop/books"].spec), "replicas")
    error_message = "The Deployment has a number of pods, too: every apply would undo what the autoscaler decided."
  }
  assert {
    condition = (
      output.objects["HorizontalPodAutoscaler/shop/books"].apiVersion == "autoscaling/v2"
      && output.objects["HorizontalPodAutoscaler/shop/books"].spec.minReplicas == 2
      && output.objects["HorizontalPodAutoscaler/shop/books"].spec.maxReplicas == 4
      && output.objects["HorizontalPodAutoscaler/shop/books"].spec.metrics[0].resource.target.averageUtilization == 80
      && output.objects["HorizontalPodAutoscaler/shop/books"].spec.scaleTargetRef.name == "books"
    )
    error_message = "The autoscaler is another."
  }
}

run "a_node_port_and_a_preference_are_the_services" {
  command = plan
  variables {
    ports = {
      http = { container_port = 5000, service_port = 80, node_port = 30080, app_protocol = "http" }
      ops  = { container_port = 9464 }
    }
    traffic_distribution = "PreferSameNode"
  }

  assert {
    condition = (
      output.objects["Service/shop/books"].spec.type == "NodePort"
      && output.objects["Service/shop/books"].spec.trafficDistribution == "PreferSameNode"
      && output.objects["Service/shop/books"].spec.ports[0] == { name = "http", port = 80, targetPort = "http", nodePort = 30080, appProtocol = "http" }
      && length(output.objects["Service/shop/books"].spec.ports) == 1
    )
    error_message = "The Service is another: ${jsonencode(output.objects["Service/shop/books"].spec)}"
  }
}

run "a_headless_service_has_the_containers_ports" {
  command = plan
  variables {
    enable_headless_service = true
  }

  assert {
    condition = (
      output.headless_service_name == "books-headless"
      && output.objects["Service/shop/books-headless"].spec.clusterIP == "None"
      && output.objects["Service/shop/books-headless"].spec.ports[0].port == 5000
    )
    error_message = "The headless Service is another."
  }
}

run "variables_come_from_values_fields_and_secrets" {
  command = plan
  variables {
    environment       = { COLOUR = "blue" }
    field_references  = { POD_IP = "status.podIP" }
    secret_references = { KEY = { name = "books-key", key = "key" } }
  }

  assert {
    condition = { for env in output.objects["Deployment/shop/books"].spec.template.spec.containers[0].env : env.name => jsonencode(env) } == {
      COLOUR = jsonencode({ name = "COLOUR", value = "blue" })
      POD_IP = jsonencode({ name = "POD_IP", valueFrom = { fieldRef = { fieldPath = "status.podIP" } } })
      KEY    = jsonencode({ name = "KEY", valueFrom = { secretKeyRef = { name = "books-key", key = "key" } } })
    }
    error_message = "The variables are others: ${jsonencode(output.objects["Deployment/shop/books"].spec.template.spec.containers[0].env)}"
  }
}

run "a_volume_is_an_empty_directory_with_a_limit" {
  command = plan
  variables {
    volumes = { data = { mount_path = "/data", size_limit = "64Mi" } }
  }

  assert {
    condition = (
      jsonencode(output.objects["Deployment/shop/books"].spec.template.spec.volumes) == jsonencode([{ name = "data", emptyDir = { sizeLimit = "64Mi" } }])
      && jsonencode(output.objects["Deployment/shop/books"].spec.template.spec.containers[0].volumeMounts) == jsonencode([{ name = "data", mountPath = "/data" }])
    )
    error_message = "The volume is another."
  }
}

run "named_peers_are_allowed_and_no_others" {
  command = plan
  variables {
    allow_from = {
      visitors = { cidr_block = "0.0.0.0/0", ports = ["http"] }
      readers  = { namespace = "people", pod_labels = { role = "reader" }, ports = ["http", "ops"] }
    }
    allow_to = {
      storage = { namespace = "shop", pod_labels = { role = "storage" }, ports = [5432] }
    }
  }

  assert {
    condition = jsonencode(output.objects["NetworkPolicy/shop/books"].spec.ingress) == jsonencode([
      {
        from = [{
          namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "people" } }
          podSelector       = { matchLabels = { role = "reader" } }
        }]
        ports = [{ protocol = "TCP", port = "http" }, { protocol = "TCP", port = "ops" }]
      },
      { from = [{ ipBlock = { cidr = "0.0.0.0/0" } }], ports = [{ protocol = "TCP", port = "http" }] },
    ])
    error_message = "Others may come: ${jsonencode(output.objects["NetworkPolicy/shop/books"].spec.ingress)}"
  }
  assert {
    condition = jsonencode(output.objects["NetworkPolicy/shop/books"].spec.egress[1]) == jsonencode({
      to = [{
        namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "shop" } }
        podSelector       = { matchLabels = { role = "storage" } }
      }]
      ports = [{ protocol = "TCP", port = 5432 }]
    })
    error_message = "The pods may call others: ${jsonencode(output.objects["NetworkPolicy/shop/books"].spec.egress)}"
  }
}

run "metrics_are_announced_in_annotations" {
  command = plan
  variables {
    metrics = { port = "ops" }
  }

  assert {
    condition = output.objects["Deployment/shop/books"].spec.template.metadata.annotations == {
      "prometheus.io/scrape" = "true"
      "prometheus.io/port"   = "9464"
      "prometheus.io/path"   = "/metrics"
    }
    error_message = "The annotations are others."
  }
}

run "annotations_of_pods_stand_beside_those_of_metrics" {
  command = plan
  variables {
    metrics         = { port = "ops" }
    pod_annotations = { "books/key-revision" = "2" }
  }

  assert {
    condition = jsonencode(output.objects["Deployment/shop/books"].spec.template.metadata.annotations) == jsonencode({
      "books/key-revision"   = "2"
      "prometheus.io/path"   = "/metrics"
      "prometheus.io/port"   = "9464"
      "prometheus.io/scrape" = "true"
    })
    error_message = "The annotations are others."
  }
}

run "a_route_names_the_gateway_and_the_service" {
  command = plan
  variables {
    route = { hostnames = ["books.example.org"], port = "http", gateway = { name = "shared", namespace = "ingress" } }
  }

  assert {
    condition = jsonencode(output.objects["HTTPRoute/shop/books"].spec) == jsonencode({
      hostnames  = ["books.example.org"]
      parentRefs = [{ name = "shared", namespace = "ingress" }]
      rules      = [{ backendRefs = [{ name = "books", port = 80 }] }]
    })
    error_message = "The route is another: ${jsonencode(output.objects["HTTPRoute/shop/books"].spec)}"
  }
}

run "a_route_may_be_for_some_paths_only" {
  command = plan
  variables {
    route = { hostnames = ["books.example.org"], path = "/books", port = "http", gateway = { name = "shared", namespace = "ingress" } }
  }

  assert {
    condition = jsonencode(output.objects["HTTPRoute/shop/books"].spec.rules) == jsonencode([{
      backendRefs = [{ name = "books", port = 80 }]
      matches     = [{ path = { type = "PathPrefix", value = "/books" } }]
    }])
    error_message = "The rules are others: ${jsonencode(output.objects["HTTPRoute/shop/books"].spec.rules)}"
  }
}

run "everything_at_once_has_no_null" {
  command = plan
  variables {
    replicas                = null
    autoscaling             = { minimum = 2, maximum = 4, cpu_percent = 80 }
    enable_headless_service = true
    traffic_distribution    = "PreferSameZone"
    environment             = { COLOUR = "blue" }
    volumes                 = { data = { mount_path = "/data", size_limit = "64Mi" } }
    allow_from              = { visitors = { cidr_block = "0.0.0.0/0", ports = ["http"] } }
    metrics                 = { port = "ops" }
    route                   = { hostnames = ["books.example.org"], port = "http", gateway = { name = "shared", namespace = "ingress" } }
  }

  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode(output.objects)))
    error_message = "A field is null, which the API server takes for a wish."
  }
  assert {
    condition     = length(output.objects) == 8
    error_message = "The objects are others: ${join(", ", keys(output.objects))}"
  }
}
