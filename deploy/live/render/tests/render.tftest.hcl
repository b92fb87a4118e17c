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
    metrics-server = {
      repository = "docker.io/ninehops/metrics-server"
      digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
    traefik = {
      repository = "docker.io/ninehops/traefik"
      digest     = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
    }
  }
  shop_version = "1.2.3"
}

run "both_roots_objects_are_put_out_by_their_names" {
  command = plan

  assert {
    condition     = contains(keys(output.addons), "Deployment/kube-system/metrics-server") && contains(keys(output.apps), "Deployment/marketplace/marketplace")
    error_message = "An output has not the objects of its root."
  }
  assert {
    condition     = alltrue([for key, object in merge(output.addons, output.apps) : key == join("/", compact([object.kind, try(object.metadata.namespace, ""), object.metadata.name]))])
    error_message = "A key is not the name of its object."
  }
}

run "no_object_is_in_both_outputs" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition     = length(setintersection(keys(output.addons), keys(output.apps))) == 0
    error_message = "Two states would own one object: ${join(", ", setintersection(keys(output.addons), keys(output.apps)))}"
  }
}

run "a_secret_is_named_with_its_keys_and_has_no_value" {
  command = plan

  assert {
    condition     = alltrue([for secret in output.secrets : sort(keys(secret)) == tolist(["keys", "name", "namespace"])])
    error_message = "A Secret says more than its name: ${jsonencode(output.secrets)}"
  }
  assert {
    condition     = alltrue([for object in values(merge(output.addons, output.apps)) : object.kind != "Secret"])
    error_message = "A Secret is among the objects, and would be in a state."
  }
}

run "traefik_may_read_routes_in_the_shops_namespace" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition = alltrue([for object in values(output.apps) : anytrue([
      for argument in output.addons["Deployment/ingress/traefik"].spec.template.spec.containers[0].args : endswith(argument, "=ingress,${object.metadata.namespace}")
    ]) if object.kind == "HTTPRoute"])
    error_message = "Traefik does not watch the namespace of a route."
  }
  assert {
    condition     = output.apps["RoleBinding/marketplace/traefik"].roleRef.name == output.addons["ClusterRole/traefik-routes"].metadata.name
    error_message = "The binding names another role."
  }
}

run "the_node_ports_are_those_that_the_cluster_opens" {
  command = plan
  variables {
    enable_ingress = true
  }

  assert {
    condition = {
      storefront    = one(output.apps["Service/marketplace/marketplace"].spec.ports).nodePort
      ingress-http  = one([for port in output.addons["Service/ingress/traefik"].spec.ports : port.nodePort if port.port == 80])
      ingress-https = one([for port in output.addons["Service/ingress/traefik"].spec.ports : port.nodePort if port.port == 443])
    } == jsondecode(file("../../../infra/live/lab/cluster.json")).node_ports
    error_message = "The security groups open others: ${jsonencode(jsondecode(file("../../../infra/live/lab/cluster.json")).node_ports)}"
  }
}

run "inputs_reach_the_objects" {
  command = plan
  variables {
    enable_ingress       = true
    kubelet_insecure_tls = true
    hostname             = "books.example.org"
    marketplace          = { autoscaling = { minimum = 3, maximum = 5 } }
    recommendations      = { replicas = 4 }
    diagnosis_namespaces = ["probes"]
  }

  assert {
    condition     = contains(output.addons["Deployment/kube-system/metrics-server"].spec.template.spec.containers[0].args, "--kubelet-insecure-tls")
    error_message = "kubelet_insecure_tls is not passed on."
  }
  assert {
    condition     = jsonencode(output.apps["HTTPRoute/marketplace/marketplace"].spec.hostnames) == jsonencode(["books.example.org"])
    error_message = "hostname is not passed on."
  }
  assert {
    condition     = output.apps["NetworkPolicy/marketplace/recommendations"].spec.ingress[0].from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] == "probes"
    error_message = "diagnosis_namespaces is not passed on."
  }
  assert {
    condition = (
      output.apps["HorizontalPodAutoscaler/marketplace/marketplace"].spec.minReplicas == 3
      && output.apps["HorizontalPodAutoscaler/marketplace/marketplace"].spec.maxReplicas == 5
      && output.apps["Deployment/marketplace/recommendations"].spec.replicas == 4
      && output.apps["Deployment/marketplace/recommendations"].metadata.labels["app.kubernetes.io/version"] == "1.2.3"
    )
    error_message = "marketplace, recommendations or shop_version is not passed on."
  }
}
