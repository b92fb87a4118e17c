locals {
  # EC2 filters neither its own resolver nor its clock and metadata service, which have link-local addresses.
  internet_rules = {
    node = {
      internet-https = { port = local.ports.https, description = "images, packages and the APIs of AWS" }
      internet-http  = { port = local.ports.http, description = "packages of the distribution, which are signed" }
    }
    runner = {
      internet-https = { port = local.ports.https, description = "GitHub, registries and the APIs of AWS" }
      # Ubuntu's mirrors in EC2 have no HTTPS.
      internet-http = { port = local.ports.http, description = "packages of the distribution, which are signed" }
    }
  }

  # Whoever a rule admits must also be let out: the other half of every ingress rule follows from it.
  egress_rules = {
    for source in keys(local.security_groups) : source => merge(
      {
        for key, rule in lookup(local.internet_rules, source, {}) : key => {
          description = rule.description
          ip_protocol = "tcp"
          from_port   = rule.port
          to_port     = rule.port
          cidr_ipv4   = local.everywhere
        }
      },
      merge([
        for name, group in local.security_groups : {
          for key, rule in group.ingress : "${name}-${key}" => {
            description                = rule.description
            ip_protocol                = rule.ip_protocol
            from_port                  = rule.from_port
            to_port                    = rule.to_port
            destination_security_group = name
          } if lookup(rule, "source_security_group", "") == source
        }
      ]...),
    )
  }
}
