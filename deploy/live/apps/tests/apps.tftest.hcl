variables {
  kubeconfig = "tests/kubeconfig.yaml"
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
  cookie_key   = "a-key-for-tests-that-signs-nothing-and-is-as-long-as-it-needs-to-be"
}

run "every_object_is_applied_once" {
  command = plan

  assert {
    condition = sort(concat(
      keys(kubernetes_manifest.foundation), keys(kubernetes_manifest.configuration),
      keys(kubernetes_manifest.workload), keys(kubernetes_manifest.follower),
    )) == output.objects
    error_message = "An object is applied by no resource, or by two."
  }
}

run "no_field_of_another_manager_is_taken" {
  command = plan

  assert {
    condition = alltrue([for resource in concat(
      values(kubernetes_manifest.foundation), values(kubernetes_manifest.configuration),
      values(kubernetes_manifest.workload), values(kubernetes_manifest.follower),
    ) : resource.field_manager[0].name == "Terraform" && !resource.field_manager[0].force_conflicts])
    error_message = "A conflict is forced, or the field manager is another."
  }
}

run "a_deployment_is_done_when_its_pods_are_ready" {
  command = plan

  assert {
    condition     = toset(keys(kubernetes_manifest.workload)) == toset(["Deployment/marketplace/marketplace", "Deployment/marketplace/recommendations"])
    error_message = "The workloads are others: ${join(", ", keys(kubernetes_manifest.workload))}"
  }
  assert {
    condition     = alltrue([for resource in values(kubernetes_manifest.workload) : resource.wait[0].rollout])
    error_message = "A rollout is not waited for."
  }
}

run "with_ingress_the_gateway_and_its_route_come_before_the_pods" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition = length(setsubtract(
      ["GatewayClass/traefik", "Gateway/ingress/shared", "HTTPRoute/marketplace/marketplace", "RoleBinding/marketplace/traefik"],
      keys(kubernetes_manifest.configuration),
    )) == 0
    error_message = "An object is missing: ${join(", ", keys(kubernetes_manifest.configuration))}"
  }
}

run "the_cookie_key_is_sent_to_the_secret_that_pods_read" {
  command = apply

  assert {
    condition     = toset(keys(kubernetes_secret_v1.cookie)) == toset(["marketplace/marketplace-cookie"])
    error_message = "The Secret is another: ${join(", ", keys(kubernetes_secret_v1.cookie))}"
  }
  assert {
    condition     = kubernetes_secret_v1.cookie["marketplace/marketplace-cookie"].data_wo_revision == 1
    error_message = "The revision is another: a new key could not be told from the old one."
  }
}

run "a_short_cookie_key_is_refused" {
  command = plan
  variables {
    cookie_key = "sesame"
  }
  expect_failures = [var.cookie_key]
}

run "a_revision_that_is_none_is_refused" {
  command = plan
  variables {
    cookie_key_revision = 0
  }
  expect_failures = [var.cookie_key_revision]
}

run "a_kubeconfig_that_is_not_there_is_refused" {
  command = plan
  variables {
    kubeconfig = "tests/nothing.yaml"
  }
  expect_failures = [var.kubeconfig]
}
