# How the modules are put together: what one makes is what another takes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  cluster_name = "shop"
}

run "a_name_is_all_that_must_be_given" {
  command = plan

  assert {
    condition     = length(output.control_plane_ids) == 1 && keys(output.autoscaling_group_names) == ["workers"]
    error_message = "Without more the cluster is not one control plane and one pool."
  }
  assert {
    condition     = output.url == "http://shop.elb.ap-northeast-1.amazonaws.com"
    error_message = "Without a host name the shop is elsewhere: ${output.url}"
  }
  assert {
    condition     = length(aws_route53_record.shop) == 0 && length(aws_acm_certificate.this) == 0 && length(aws_budgets_budget.this) == 0
    error_message = "Something is made that nobody asked for."
  }
  assert {
    condition     = alltrue([for name in values(output.parameter_names) : startswith(name, "/shop/platform/")])
    error_message = "A parameter is elsewhere than later states look: ${jsonencode(output.parameter_names)}"
  }
}

run "later_states_and_preflight_find_all_they_need" {
  command = plan

  assert {
    condition = alltrue([
      for name, value in {
        api_endpoint             = "https://api.shop.internal:6443"
        ca_certificate_parameter = "/shop/1/ca-certificate"
        region                   = "ap-northeast-1"
        vpc_id                   = "vpc-0123456789abcdef0"
        control_plane_ids        = "i-0123456789abcdef0"
        worker_groups            = "shop-worker-workers"
        load_balancer_dns_name   = "shop.elb.ap-northeast-1.amazonaws.com"
        architectures            = "amd64"
      } : aws_ssm_parameter.this[name].insecure_value == value
    ])
    error_message = "A parameter says something else: ${jsonencode({ for name, parameter in aws_ssm_parameter.this : name => parameter.insecure_value })}"
  }
  assert {
    condition     = jsondecode(aws_ssm_parameter.this["node_ports"].insecure_value) == { storefront = 30080, ingress-http = 30081, ingress-https = 30443 }
    error_message = "The NodePorts are told differently from what they are."
  }
  assert {
    condition     = alltrue([for name in ["hostname", "runner_launch_template_id"] : !contains(keys(output.parameter_names), name)])
    error_message = "There is a parameter of what there is not."
  }
  assert {
    condition     = toset(keys(output.cluster.security_groups)) == toset(keys(output.cluster.egress_rules)) && output.cluster.encapsulation == "vxlan"
    error_message = "Groups have no rules for what leaves them, or pods' packets travel otherwise."
  }
}

run "three_control_planes_are_behind_a_load_balancer_and_a_runner_is_made_if_wanted" {
  command = plan
  variables {
    enable_high_availability = true
    zones                    = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
    runner                   = { version = "2.330.0", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }

  assert {
    condition     = length(output.control_plane_ids) == 3
    error_message = "There are ${length(output.control_plane_ids)} control planes."
  }
  assert {
    condition     = contains(keys(output.cluster.security_groups), "api-load-balancer")
    error_message = "The internal load balancer has no security group."
  }
  assert {
    condition     = aws_ssm_parameter.this["runner_launch_template_id"].insecure_value == "lt-0123456789abcdef0"
    error_message = "The pipeline does not find the runner's launch template."
  }
}

run "a_host_name_and_its_zone_make_record_and_certificate" {
  command = plan
  variables {
    hostname       = "shop.example.org"
    public_zone_id = "Z0123456789EXAMPLE"
  }

  assert {
    condition     = aws_acm_certificate.this["this"].domain_name == "shop.example.org" && aws_route53_record.validation["this"].name == "_proof.shop.example.org"
    error_message = "The certificate is for another name, or nobody proves that the name is ours."
  }
  assert {
    condition     = one(aws_route53_record.shop["this"].alias).name == "shop.elb.ap-northeast-1.amazonaws.com"
    error_message = "The name leads elsewhere."
  }
  assert {
    condition     = output.url == "https://shop.example.org" && aws_ssm_parameter.this["hostname"].insecure_value == "shop.example.org"
    error_message = "The shop is elsewhere: ${output.url}"
  }
}

run "a_certificate_that_there_is_is_taken_and_a_budget_tells_before_the_money_is_spent" {
  command = plan
  variables {
    budget          = { monthly_usd = 150, emails = ["you@example.org"] }
    hostname        = "shop.example.org"
    public_zone_id  = "Z0123456789EXAMPLE"
    certificate_arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-1111-4111-8111-111111111111"
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && length(aws_route53_record.shop) == 1 && local.certificate_arn == var.certificate_arn
    error_message = "The certificate that was given is not the one that is used."
  }
  assert {
    condition = { for notification in aws_budgets_budget.this["this"].notification : notification.notification_type => notification.threshold } == {
      ACTUAL = 80, FORECASTED = 100
    }
    error_message = "It tells at other times."
  }
  assert {
    condition     = aws_budgets_budget.this["this"].limit_amount == "150" && one(aws_budgets_budget.this["this"].cost_filter).values == tolist(["user:Cluster$shop"])
    error_message = "It counts something else."
  }
}
