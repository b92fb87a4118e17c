variables {
  objects = {
    "Namespace/a"                 = { kind = "Namespace" }
    "CustomResourceDefinition/b"  = { kind = "CustomResourceDefinition", spec = { group = "b" } }
    "ServiceAccount/a/c"          = { kind = "ServiceAccount" }
    "NetworkPolicy/a/d"           = { kind = "NetworkPolicy" }
    "Deployment/a/e"              = { kind = "Deployment", spec = { replicas = 2 } }
    "DaemonSet/a/f"               = { kind = "DaemonSet" }
    "HorizontalPodAutoscaler/a/e" = { kind = "HorizontalPodAutoscaler" }
    "APIService/g"                = { kind = "APIService" }
  }
}

run "what_others_need_comes_first_and_what_needs_pods_last" {
  command = plan

  assert {
    condition     = sort(keys(output.foundation)) == tolist(["CustomResourceDefinition/b", "Namespace/a"])
    error_message = "The foundation is another: ${join(", ", keys(output.foundation))}"
  }
  assert {
    condition     = sort(keys(output.configuration)) == tolist(["NetworkPolicy/a/d", "ServiceAccount/a/c"])
    error_message = "The configuration is another: ${join(", ", keys(output.configuration))}"
  }
  assert {
    condition     = sort(keys(output.workload)) == tolist(["DaemonSet/a/f", "Deployment/a/e"])
    error_message = "The workloads are others: ${join(", ", keys(output.workload))}"
  }
  assert {
    condition     = sort(keys(output.follower)) == tolist(["APIService/g", "HorizontalPodAutoscaler/a/e"])
    error_message = "The followers are others: ${join(", ", keys(output.follower))}"
  }
}

run "objects_stay_as_they_are" {
  command = plan

  assert {
    condition     = jsonencode(output.workload["Deployment/a/e"]) == jsonencode({ kind = "Deployment", spec = { replicas = 2 } })
    error_message = "An object was changed."
  }
}

run "an_object_without_a_kind_is_refused" {
  command = plan
  variables {
    objects = { "a" = { metadata = {} } }
  }
  expect_failures = [var.objects]
}
