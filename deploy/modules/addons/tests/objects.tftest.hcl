variables {
  images = {
    metrics-server = {
      repository = "registry.k8s.io/metrics-server/metrics-server"
      digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
    traefik = {
      repository = "docker.io/ninehops/traefik"
      digest     = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
    }
  }
}

run "without_ingress_there_is_metrics_server_alone" {
  command = plan

  assert {
    condition     = alltrue([for object in values(output.objects) : object.metadata.labels["app.kubernetes.io/part-of"] == "metrics-server"])
    error_message = "There is more: ${join(", ", keys(output.objects))}"
  }
}

run "with_ingress_there_are_traefik_and_the_kinds_of_the_gateway_api" {
  command = plan
  variables {
    enable_ingress   = true
    gateway_api_crds = "tests/crds"
  }

  assert {
    condition = length(setsubtract([
      "CustomResourceDefinition/gatewayclasses.gateway.networking.k8s.io", "CustomResourceDefinition/gateways.gateway.networking.k8s.io",
      "Deployment/ingress/traefik", "Namespace/ingress", "Deployment/kube-system/metrics-server",
    ], keys(output.objects))) == 0
    error_message = "An object is missing: ${join(", ", keys(output.objects))}"
  }
  assert {
    condition     = alltrue([for object in values(output.objects) : object.apiVersion != "gateway.networking.k8s.io/v1" && object.kind != "Kustomization"])
    error_message = "There is an object whose kind may not exist yet."
  }
}

run "of_a_definition_only_the_wish_is_taken" {
  command = plan
  variables {
    enable_ingress   = true
    gateway_api_crds = "tests/crds"
  }

  assert {
    condition = jsonencode(output.objects["CustomResourceDefinition/gatewayclasses.gateway.networking.k8s.io"]) == jsonencode({
      apiVersion = "apiextensions.k8s.io/v1"
      kind       = "CustomResourceDefinition"
      metadata = {
        name        = "gatewayclasses.gateway.networking.k8s.io"
        annotations = { "gateway.networking.k8s.io/channel" = "standard" }
      }
      spec = { group = "gateway.networking.k8s.io", scope = "Cluster" }
    })
    error_message = "The definition is another: ${jsonencode(output.objects["CustomResourceDefinition/gatewayclasses.gateway.networking.k8s.io"])}"
  }
  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode(output.objects)))
    error_message = "A field is null, which the API server takes for a wish."
  }
}

run "definitions_stay_away_without_ingress" {
  command = plan
  variables {
    gateway_api_crds = "tests/crds"
  }

  assert {
    condition     = alltrue([for object in values(output.objects) : object.kind != "CustomResourceDefinition"])
    error_message = "The Gateway API is defined for nobody."
  }
}

run "what_is_said_of_kubelets_reaches_metrics_server" {
  command = plan
  variables {
    kubelet_insecure_tls = true
  }

  assert {
    condition     = contains(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].args, "--kubelet-insecure-tls")
    error_message = "The input is not passed on."
  }
}

run "a_directory_without_definitions_is_refused" {
  command = plan
  variables {
    enable_ingress   = true
    gateway_api_crds = "tests/nothing"
  }
  expect_failures = [var.gateway_api_crds]
}

run "ingress_without_traefik_is_refused" {
  command = plan
  variables {
    images = {
      metrics-server = {
        repository = "registry.k8s.io/metrics-server/metrics-server"
        digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      }
    }
    enable_ingress = true
  }
  expect_failures = [var.images]
}

run "addons_without_metrics_server_are_refused" {
  command = plan
  variables {
    images = {}
  }
  expect_failures = [var.images]
}
