variables {
  selector_labels = { "app.kubernetes.io/name" = "books" }
}

run "a_pod_may_be_in_a_restricted_namespace" {
  command = plan

  assert {
    condition = jsonencode(output.pod.securityContext) == jsonencode({
      runAsNonRoot   = true
      runAsUser      = 65532
      runAsGroup     = 65532
      fsGroup        = 65532
      seccompProfile = { type = "RuntimeDefault" }
    })
    error_message = "The pod's security context is another: ${jsonencode(output.pod.securityContext)}"
  }
  assert {
    condition = jsonencode(output.container) == jsonencode({ securityContext = {
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      capabilities             = { drop = ["ALL"] }
    } })
    error_message = "The container may do more: ${jsonencode(output.container)}"
  }
}

run "spread_and_budget_are_of_the_pods_that_are_named" {
  command = plan

  assert {
    condition = alltrue([for selector in [output.spread.topologySpreadConstraints[0].labelSelector, output.disruption_budget.selector] :
      jsonencode(selector) == jsonencode({ matchLabels = { "app.kubernetes.io/name" = "books" } })
    ])
    error_message = "Other pods are counted."
  }
}

run "labels_of_all_pods_are_refused" {
  command = plan
  variables {
    selector_labels = {}
  }
  expect_failures = [var.selector_labels]
}
