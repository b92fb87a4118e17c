locals {
  security_group_descriptions = merge(
    {
      node          = "Every machine that runs a kubelet"
      control-plane = "Machines that run the API server and etcd"
      worker        = "Machines that run the pods"
      load-balancer = "The public load balancer"
      runner        = "Machines that run the jobs of the pipeline"
    },
    { for name, text in { api-load-balancer = "The internal load balancer in front of the API servers" } : name => text if var.enable_high_availability },
  )

  # In the form of `aws_vpc_security_group_ingress_rule`, but groups by name.
  security_groups = {
    for group, description in local.security_group_descriptions : group => {
      description = description
      ingress = {
        for key, rule in local.rules[group] : key => merge(
          {
            description = rule.description
            ip_protocol = rule.protocol
            from_port   = rule.ports[0]
            to_port     = rule.ports[length(rule.ports) - 1]
          },
          can(cidrnetmask(rule.source)) ? { cidr_ipv4 = rule.source } : tomap({ source_security_group = rule.source }),
        ) if lookup(rule, "when", true)
      }
    }
  }
}
