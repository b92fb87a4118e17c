variables {
  name    = "shop"
  part_of = "nine-hops"
}

run "a_namespace_admits_only_restricted_pods" {
  command = plan

  assert {
    condition = alltrue([for mode in ["enforce", "warn", "audit"] :
      output.objects["Namespace/shop"].metadata.labels["pod-security.kubernetes.io/${mode}"] == "restricted"
    ])
    error_message = "Other pods are admitted, or nobody hears of them."
  }
}

run "pods_without_a_policy_of_their_own_reach_nobody" {
  command = plan

  assert {
    condition     = jsonencode(output.objects["NetworkPolicy/shop/default-deny"].spec) == jsonencode({ podSelector = {}, policyTypes = ["Ingress", "Egress"] })
    error_message = "The policy allows something."
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
}

run "a_name_that_dns_would_refuse_is_refused" {
  command = plan
  variables {
    name = "Shop"
  }
  expect_failures = [var.name]
}

run "a_namespace_of_kubernetes_itself_is_refused" {
  command = plan
  variables {
    name = "kube-system"
  }
  expect_failures = [var.name]
}

run "an_owner_that_no_label_can_hold_is_refused" {
  command = plan
  variables {
    part_of = "nine hops"
  }
  expect_failures = [var.part_of]
}
