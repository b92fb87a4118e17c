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

run "a_plain_service_has_five_objects_and_their_keys_are_their_names" {
  command = plan

  assert {
    condition     = sort(keys(output.objects)) == sort([for kind in ["Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"] : "${kind}/shop/books"])
    error_message = "The objects are others: ${join(", ", keys(output.objects))}"
  }
  assert {
    condition     = alltrue([for key, object in output.objects : key == "${object.kind}/${object.metadata.namespace}/${object.metadata.name}"])
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

run "the_image_is_named_by_its_digest" {
  command = plan

  assert {
    condition     = output.image_reference == "docker.io/ninehops/books@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    error_message = "The reference is another: ${output.image_reference}"
  }
  assert {
    condition     = output.objects["Deployment/shop/books"].spec.template.spec.containers[0].image == output.image_reference
    error_message = "The container runs another image."
  }
}

run "the_pods_are_as_restricted_as_can_be" {
  command = plan

  assert {
    condition = output.objects["Deployment/shop/books"].spec.template.spec.securityContext == {
      runAsNonRoot   = true
      runAsUser      = 65532
      runAsGroup     = 65532
      fsGroup        = 65532
      seccompProfile = { type = "RuntimeDefault" }
    }
    error_message = "The pod's security context is another."
  }
  assert {
    condition = (
      !output.objects["Deployment/shop/books"].spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation
      && output.objects["Deployment/shop/books"].spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem
      && output.objects["Deployment/shop/books"].spec.template.spec.containers[0].securityContext.capabilities.drop[0] == "ALL"
    )
    error_message = "The container may do more than it needs."
  }
  assert {
    condition = (
      !output.objects["Deployment/shop/books"].spec.template.spec.automountServiceAccountToken
      && !output.objects["ServiceAccount/shop/books"].automountServiceAccountToken
    )
    error_message = "The pods get a token of the API server."
  }
}

run "limits_are_set_for_memory_and_not_for_cpu" {
  command = plan

  assert {
    condition     = output.objects["Deployment/shop/books"].spec.template.spec.containers[0].resources == { requests = { cpu = "25m", memory = "24Mi" }, limits = { memory = "64Mi" } }
    error_message = "Requests or limits are others."
  }
}

run "no_pod_stops_before_another_is_ready" {
  command = plan

  assert {
    condition = (
      output.objects["Deployment/shop/books"].spec.replicas == 2
      && output.objects["Deployment/shop/books"].spec.strategy.rollingUpdate == { maxUnavailable = 0, maxSurge = 1 }
      && output.objects["PodDisruptionBudget/shop/books"].spec.maxUnavailable == 1
    )
    error_message = "A rollout or a drain may leave the service without pods."
  }
  assert {
    condition     = output.objects["Deployment/shop/books"].spec.template.spec.terminationGracePeriodSeconds == 5 + 20 + 2 + 3
    error_message = "The kubelet's patience is not the sum of the steps of a shutdown."
  }
}

run "the_pods_are_spread_over_nodes" {
  command = plan

  assert {
    condition = (
      output.objects["Deployment/shop/books"].spec.template.spec.topologySpreadConstraints[0].topologyKey == "kubernetes.io/hostname"
      && output.objects["Deployment/shop/books"].spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable == "DoNotSchedule"
      && output.objects["Deployment/shop/books"].spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy == "Honor"
      && output.objects["Deployment/shop/books"].spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0] == "pod-template-hash"
    )
    error_message = "The spread is another."
  }
  assert {
    condition     = toset([for toleration in output.objects["Deployment/shop/books"].spec.template.spec.tolerations : "${toleration.key} ${toleration.tolerationSeconds}"]) == toset(["node.kubernetes.io/not-ready 30", "node.kubernetes.io/unreachable 30"])
    error_message = "Pods of a dead node are replaced later, or not at all."
  }
}

run "readiness_is_asked_every_second" {
  command = plan

  assert {
    condition = (
      output.objects["Deployment/shop/books"].spec.template.spec.containers[0].startupProbe == { httpGet = { path = "/startupz", port = "ops" }, periodSeconds = 1, failureThreshold = 30 }
      && output.objects["Deployment/shop/books"].spec.template.spec.containers[0].readinessProbe.periodSeconds == 1
      && output.objects["Deployment/shop/books"].spec.template.spec.containers[0].livenessProbe.httpGet.path == "/livez"
    )
    error_message = "The probes are others."
  }
}

run "nobody_may_reach_the_pods_and_they_may_reach_dns" {
  command = plan

  assert {
    condition = (
      output.objects["NetworkPolicy/shop/books"].spec.policyTypes == ["Ingress", "Egress"]
      && !can(output.objects["NetworkPolicy/shop/books"].spec.ingress)
      && length(output.objects["NetworkPolicy/shop/books"].spec.egress) == 1
    )
    error_message = "The policy allows more: ${jsonencode(output.objects["NetworkPolicy/shop/books"].spec)}"
  }
  assert {
    condition = (
      output.objects["NetworkPolicy/shop/books"].spec.egress[0].to[0].podSelector.matchLabels["k8s-app"] == "kube-dns"
      && output.objects["NetworkPolicy/shop/books"].spec.egress[0].to[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] == "kube-system"
      && toset([for port in output.objects["NetworkPolicy/shop/books"].spec.egress[0].ports : "${port.protocol} ${port.port}"]) == toset(["UDP 53", "TCP 53"])
    )
    error_message = "DNS is not CoreDNS on port 53 by UDP and TCP."
  }
}

run "every_selector_finds_the_pods" {
  command = plan

  assert {
    condition = alltrue([for selector in [
      output.objects["Deployment/shop/books"].spec.selector.matchLabels,
      output.objects["Service/shop/books"].spec.selector,
      output.objects["NetworkPolicy/shop/books"].spec.podSelector.matchLabels,
      output.objects["PodDisruptionBudget/shop/books"].spec.selector.matchLabels,
    ] : jsonencode(selector) == jsonencode(output.selector_labels)])
    error_message = "A selector is another than the output says."
  }
  assert {
    condition     = alltrue([for key, value in output.selector_labels : output.objects["Deployment/shop/books"].spec.template.metadata.labels[key] == value])
    error_message = "The pods do not have the labels that they are selected by."
  }
}
