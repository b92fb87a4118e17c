variables {
  image = {
    repository = "docker.io/ninehops/traefik"
    digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  route_namespaces = ["marketplace"]
}

run "keys_are_the_names_of_objects_and_no_field_is_null" {
  command = plan

  assert {
    condition = alltrue([for key, object in merge(output.controller_objects, output.gateway_objects) :
      key == join("/", compact([object.kind, try(object.metadata.namespace, ""), object.metadata.name]))
    ])
    error_message = "A key is not the name of its object."
  }
  assert {
    condition     = !can(regex("[:\\[,]null[,\\]}]", jsonencode([output.controller_objects, output.gateway_objects])))
    error_message = "A field is null, which the API server takes for a wish."
  }
  assert {
    condition     = !can(regex("latest", jsonencode([output.controller_objects, output.gateway_objects])))
    error_message = "Something is called `latest`."
  }
}

run "what_needs_the_gateway_api_is_apart_from_the_controller" {
  command = plan

  assert {
    condition     = alltrue([for object in values(output.controller_objects) : object.apiVersion != "gateway.networking.k8s.io/v1"])
    error_message = "The controller's objects have one whose kind may not exist yet."
  }
  assert {
    condition     = sort(keys(output.gateway_objects)) == tolist(["Gateway/ingress/shared", "GatewayClass/traefik", "RoleBinding/marketplace/traefik"])
    error_message = "The Gateway's objects are others: ${join(", ", keys(output.gateway_objects))}"
  }
}

run "the_gateway_listens_where_traefik_does" {
  command = plan
  variables {
    tls_secret = "shop-certificate"
  }

  assert {
    condition = toset([for listener in output.gateway_objects["Gateway/ingress/shared"].spec.listeners : listener.port]) == toset([
      for port in output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].ports : port.containerPort if port.name != "ops"
    ])
    error_message = "A listener has no entry point of its port."
  }
  assert {
    condition     = alltrue([for name, port in { web = 8000, websecure = 8443 } : contains(output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].args, "--entrypoints.${name}.address=:${port}")])
    error_message = "Traefik is told other entry points than its ports."
  }
}

run "without_a_certificate_there_is_no_https_listener" {
  command = plan

  assert {
    condition     = length(output.gateway_objects["Gateway/ingress/shared"].spec.listeners) == 1
    error_message = "The Gateway promises HTTPS."
  }
}

run "the_node_ports_are_those_of_the_load_balancer" {
  command = plan

  assert {
    condition     = { for port in output.controller_objects["Service/ingress/traefik"].spec.ports : port.targetPort => port.nodePort } == { web = 30081, websecure = 30443 }
    error_message = "The node ports are others."
  }
}

run "secrets_are_read_only_where_routes_are" {
  command = plan

  assert {
    condition     = alltrue([for rule in output.controller_objects["ClusterRole/traefik-gateway"].rules : !contains(rule.resources, "secrets") && !contains(rule.resources, "services")])
    error_message = "The role for the whole cluster reaches what belongs to namespaces."
  }
  assert {
    condition     = length([for object in values(merge(output.controller_objects, output.gateway_objects)) : object if object.kind == "ClusterRoleBinding" && try(object.roleRef.name == "traefik-routes", false)]) == 0
    error_message = "The role for namespaces is bound in all of them."
  }
  assert {
    condition = alltrue(flatten([for object in values(output.controller_objects) : [
      for rule in try(object.rules, []) : length(setsubtract(rule.verbs, ["list", "watch"])) == 0 || alltrue([for resource in rule.resources : endswith(resource, "/status")])
    ]]))
    error_message = "More than a status may be written."
  }
  assert {
    condition     = contains(output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].args, "--providers.kubernetesgateway.namespaces=ingress,marketplace")
    error_message = "Traefik asks for namespaces that it has no rights in, and waits for ever."
  }
}

run "the_pods_are_as_restricted_as_can_be" {
  command = plan

  assert {
    condition = (
      output.controller_objects["Namespace/ingress"].metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
      && output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.securityContext.runAsNonRoot
      && output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem
      && output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].securityContext.capabilities.drop[0] == "ALL"
      && can(output.controller_objects["Deployment/ingress/traefik"].spec.template.spec.containers[0].resources.limits.memory)
    )
    error_message = "The container may do more than it needs."
  }
  assert {
    condition     = output.controller_objects["NetworkPolicy/ingress/traefik"].spec.policyTypes == ["Ingress", "Egress"]
    error_message = "The policy does not deny by default."
  }
}

run "without_an_image_there_is_no_deployment" {
  command = plan
  variables {
    image = null
  }

  assert {
    condition     = length([for object in values(output.controller_objects) : object if object.kind == "Deployment"]) == 0
    error_message = "There is a Deployment of no image."
  }
}
