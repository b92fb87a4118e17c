# What the pipeline and later states need to know. They may read these and not this state, which has far more in it.
# A parameter, unlike an output of a state, can be asked for by a machine, too.
locals {
  parameters = {
    api_endpoint             = "https://${module.cluster.api_server.name}:${module.cluster.api_server.port}"
    ca_certificate_parameter = module.cluster.parameter_paths.ca_certificate
    status_parameter         = module.cluster.parameter_paths.status
    runner_prefix            = module.cluster.parameter_paths.runner
    region                   = var.region
    vpc_id                   = module.network.vpc_id
    private_subnet_ids       = join(",", local.private_subnet_ids)
    control_plane_ids        = join(",", module.control_plane.instance_ids)
    worker_groups            = join(",", values(module.workers.autoscaling_group_names))
    load_balancer_dns_name   = module.ingress_lb.dns_name
    url                      = local.url
    node_ports               = jsonencode(var.node_ports)
    architectures            = join(",", local.architectures)
  }
  more_parameters = merge(
    { for name, value in { hostname = var.hostname } : name => value if value != null },
    { for runner in module.runner : "runner_launch_template_id" => runner.launch_template_id },
  )

  has_certificate = var.certificate_arn != null || length(local.certificates) > 0
  url             = "${local.has_certificate ? "https" : "http"}://${coalesce(var.hostname, module.ingress_lb.dns_name)}"
  architectures   = sort(distinct([for pool in values(module.cluster.node_pools) : pool.architecture]))
}

resource "aws_ssm_parameter" "this" {
  #checkov:skip=CKV2_AWS_34:Names and addresses, which are no secret. Who reads them would otherwise need the key of the secrets, too.
  for_each = merge(local.parameters, local.more_parameters)

  name        = "${module.cluster.parameter_paths.platform}/${each.key}"
  description = "Of the platform, for the pipeline and for later states."
  type        = "String"
  # Nothing here is a secret, and who reads a plan shall see what changes.
  insecure_value = each.value
  tags           = { Name = "${var.cluster_name}-${replace(each.key, "_", "-")}", Component = "platform" }
}
