variables {
  image = {
    repository = "registry.k8s.io/metrics-server/metrics-server"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

run "keys_are_the_names_of_objects_and_no_field_is_null" {
  command = plan

  assert {
    condition     = alltrue([for key, object in output.objects : key == join("/", compact([object.kind, try(object.metadata.namespace, ""), object.metadata.name]))])
    error_message = "A key is not the name of its object."
  }
  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode(output.objects)))
    error_message = "A field is null, which the API server takes for a wish."
  }
  assert {
    condition     = !can(regex("latest", jsonencode(output.objects)))
    error_message = "Something is called `latest`."
  }
}

run "the_api_is_served_by_the_service_of_that_name" {
  command = plan

  assert {
    condition = (
      output.objects["APIService/v1beta1.metrics.k8s.io"].spec.service.name == output.objects["Service/kube-system/metrics-server"].metadata.name
      && output.objects["APIService/v1beta1.metrics.k8s.io"].spec.service.namespace == output.objects["Service/kube-system/metrics-server"].metadata.namespace
    )
    error_message = "The API server would ask another Service."
  }
}

run "nothing_may_be_written_and_no_secret_read" {
  command = plan

  assert {
    condition = alltrue(flatten([for object in values(output.objects) : [
      for rule in try(object.rules, []) : length(setsubtract(rule.verbs, ["get", "list", "watch"])) == 0 && !contains(rule.resources, "secrets") && !contains(rule.resources, "*")
    ]]))
    error_message = "A role allows more than to read nodes, pods and figures."
  }
}

run "the_pod_is_as_restricted_as_can_be" {
  command = plan

  assert {
    condition = (
      output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.securityContext.runAsNonRoot
      && output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.securityContext.seccompProfile.type == "RuntimeDefault"
      && output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem
      && !output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation
      && output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].securityContext.capabilities.drop[0] == "ALL"
      && can(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].resources.limits.memory)
    )
    error_message = "The container may do more than it needs."
  }
  assert {
    condition     = output.objects["NetworkPolicy/kube-system/metrics-server"].spec.policyTypes == ["Ingress", "Egress"]
    error_message = "The policy does not deny by default."
  }
}

run "certificates_of_kubelets_are_verified" {
  command = plan

  assert {
    condition     = !contains(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].args, "--kubelet-insecure-tls")
    error_message = "Any certificate would do."
  }
}

run "certificates_of_kubelets_are_taken_unseen_on_demand" {
  command = plan
  variables {
    kubelet_insecure_tls = true
  }

  assert {
    condition     = contains(output.objects["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].args, "--kubelet-insecure-tls")
    error_message = "The argument is missing."
  }
}

run "a_tag_in_place_of_a_digest_is_refused" {
  command = plan
  variables {
    image = { repository = "registry.k8s.io/metrics-server/metrics-server", digest = "v0.9.0" }
  }
  expect_failures = [var.image]
}

run "a_tag_in_the_repository_is_refused" {
  command = plan
  variables {
    image = { repository = "registry.k8s.io/metrics-server/metrics-server:v0.9.0", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }
  expect_failures = [var.image]
}

run "a_version_with_other_arguments_is_refused" {
  command = plan
  variables {
    metrics_server_version = "1.0.0"
  }
  expect_failures = [var.metrics_server_version]
}

run "a_resolution_that_metrics_server_refuses_is_refused" {
  command = plan
  variables {
    metric_resolution_seconds = 5
  }
  expect_failures = [var.metric_resolution_seconds]
}

run "a_port_that_is_none_is_refused" {
  command = plan
  variables {
    api_server_port = 0
  }
  expect_failures = [var.api_server_port]
}

run "half_a_port_is_refused" {
  command = plan
  variables {
    api_server_port = 6443.5
  }
  expect_failures = [var.api_server_port]
}
