variables {
  kubeconfig = "tests/kubeconfig.yaml"
  images = {
    metrics-server = {
      repository = "docker.io/ninehops/metrics-server"
      digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
    traefik = {
      repository = "docker.io/ninehops/traefik"
      digest     = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
    }
  }
}

run "every_object_is_applied_once" {
  command = plan
  variables {
    enable_ingress   = true
    gateway_api_crds = "../../modules/addons/tests/crds"
  }

  assert {
    condition = sort(concat(
      keys(kubernetes_manifest.foundation), keys(kubernetes_manifest.configuration),
      keys(kubernetes_manifest.workload), keys(kubernetes_manifest.follower),
    )) == output.objects
    error_message = "An object is applied by no resource, or by two."
  }
  assert {
    condition     = contains(keys(kubernetes_manifest.foundation), "CustomResourceDefinition/gatewayclasses.gateway.networking.k8s.io") && contains(keys(kubernetes_manifest.foundation), "Namespace/ingress")
    error_message = "The foundation lacks what others stand on."
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

run "the_api_of_figures_is_registered_after_its_server_runs" {
  command = plan

  assert {
    condition     = toset(keys(kubernetes_manifest.follower)) == toset(["APIService/v1beta1.metrics.k8s.io"]) && alltrue([for resource in values(kubernetes_manifest.workload) : resource.wait[0].rollout])
    error_message = "The API is registered earlier, and discovery fails meanwhile."
  }
}

run "what_is_said_of_kubelets_reaches_metrics_server" {
  command = plan
  variables {
    kubelet_insecure_tls = true
  }

  assert {
    condition     = contains(kubernetes_manifest.workload["Deployment/kube-system/metrics-server"].manifest.spec.template.spec.containers[0].args, "--kubelet-insecure-tls")
    error_message = "The input is not passed on."
  }
}

run "a_kubeconfig_that_is_not_there_is_refused" {
  command = plan
  variables {
    kubeconfig = "tests/nothing.yaml"
  }
  expect_failures = [var.kubeconfig]
}
