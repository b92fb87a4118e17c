# Applied, for which listener leads where is known only then.
mock_provider "aws" {
  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/net/shop-ingress/0123456789abcdef"
      dns_name = "shop-ingress-0123456789abcdef.elb.ap-northeast-1.amazonaws.com"
      zone_id  = "Z31USIVHYNEOWT"
    }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/shop-http-30080/0123456789abcdef" }
  }
}

variables {
  cluster_name      = "shop"
  vpc_id            = "vpc-0123456789abcdef0"
  subnet_ids        = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_id = "sg-0123456789abcdef0"
  node_port         = 30080
  health_check_path = "/robots.txt"
}

run "visitors_of_each_zone_reach_workers_of_all" {
  assert {
    condition     = aws_lb.this.load_balancer_type == "network" && !aws_lb.this.internal && aws_lb.this.subnets == toset(var.subnet_ids)
    error_message = "The load balancer is not a public one of each zone."
  }
  assert {
    condition     = aws_lb.this.enable_cross_zone_load_balancing
    error_message = "A zone without a worker turns its visitors away."
  }
  assert {
    condition     = aws_lb.this.security_groups == toset([var.security_group_id]) && aws_lb.this.enforce_security_group_inbound_rules_on_private_link_traffic == "on"
    error_message = "The load balancer has another security group, or a way around it."
  }
  assert {
    condition     = aws_lb.this.enable_deletion_protection
    error_message = "One wrong apply takes the name away that the world knows."
  }
  assert {
    condition     = output.arn == aws_lb.this.arn && output.dns_name == aws_lb.this.dns_name && output.zone_id == aws_lb.this.zone_id
    error_message = "Outputs are of something else."
  }
}

run "without_a_certificate_there_is_port_80_alone" {
  assert {
    condition     = length(aws_lb_listener.https) == 0 && "${aws_lb_listener.http["this"].protocol} ${aws_lb_listener.http["this"].port}" == "TCP 80"
    error_message = "Listeners differ."
  }
}

run "with_a_certificate_there_is_443_too" {
  variables {
    certificate_arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = [for listener in [aws_lb_listener.http["this"], aws_lb_listener.https["this"]] : "${listener.protocol} ${listener.port}"] == ["TCP 80", "TLS 443"]
    error_message = "Listeners differ."
  }
  assert {
    condition     = aws_lb_listener.https["this"].certificate_arn == var.certificate_arn && aws_lb_listener.https["this"].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "Visitors get another certificate, or may speak something older than TLS 1.2."
  }
  assert {
    condition     = alltrue([for listener in concat(values(aws_lb_listener.http), values(aws_lb_listener.https)) : one(listener.default_action).type == "forward" && one(listener.default_action).target_group_arn == one(output.target_group_arns)])
    error_message = "A listener leads elsewhere."
  }
  assert {
    condition     = alltrue([for listener in concat(values(aws_lb_listener.http), values(aws_lb_listener.https)) : listener.load_balancer_arn == output.arn])
    error_message = "A listener is of another load balancer."
  }
}

run "port_80_can_be_left_out" {
  variables {
    certificate_arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    enable_http     = false
  }

  assert {
    condition     = length(aws_lb_listener.http) == 0 && length(aws_lb_listener.https) == 1
    error_message = "Listeners differ."
  }
}

run "workers_are_called_at_the_node_port_under_the_load_balancers_address" {
  assert {
    condition     = aws_lb_target_group.this.port == 30080 && aws_lb_target_group.this.protocol == "TCP" && aws_lb_target_group.this.target_type == "instance"
    error_message = "Workers are called elsewhere."
  }
  assert {
    condition     = aws_lb_target_group.this.preserve_client_ip == "false" && !aws_lb_target_group.this.proxy_protocol_v2
    error_message = "A pod that calls the shop's public name never gets an answer from its own node."
  }
}

run "who_cannot_answer_gets_no_visitors_within_half_a_minute" {
  variables {
    health_check_matcher = "200"
  }

  assert {
    condition = (
      one(aws_lb_target_group.this.health_check).protocol == "HTTP"
      && one(aws_lb_target_group.this.health_check).port == "traffic-port"
      && one(aws_lb_target_group.this.health_check).path == "/robots.txt"
      && one(aws_lb_target_group.this.health_check).matcher == "200"
    )
    error_message = "Something else than the way of a visitor is asked."
  }
  assert {
    condition     = one(aws_lb_target_group.this.health_check).interval * one(aws_lb_target_group.this.health_check).unhealthy_threshold + one(aws_lb_target_group.this.health_check).timeout <= 30
    error_message = "A worker that is lost keeps getting visitors for too long."
  }
}

run "who_leaves_has_the_time_that_the_shop_takes_to_stop" {
  assert {
    # 5 s in which peers notice, 20 s for requests, 2 s for telemetry.
    condition     = aws_lb_target_group.this.deregistration_delay == "30"
    error_message = "Connections end before requests do."
  }
}

run "visits_are_recorded_where_somebody_wants_it" {
  variables {
    access_logs = { bucket = "shop-visits", prefix = "nlb" }
  }

  assert {
    condition     = one(aws_lb.this.access_logs).enabled && one(aws_lb.this.access_logs).bucket == "shop-visits" && one(aws_lb.this.access_logs).prefix == "nlb"
    error_message = "Visits are recorded elsewhere: ${jsonencode(aws_lb.this.access_logs)}"
  }
}

run "names_fit_for_the_longest_cluster" {
  variables {
    cluster_name = "a-name-that-has-21-of"
  }

  assert {
    condition     = length(aws_lb.this.name) <= 32 && length(aws_lb_target_group.this.name) <= 32
    error_message = "`${aws_lb.this.name}` or `${aws_lb_target_group.this.name}` has more than 32 characters."
  }
}

run "everything_has_its_tags" {
  assert {
    condition     = alltrue([for tags in concat([aws_lb.this.tags, aws_lb_target_group.this.tags], concat(values(aws_lb_listener.http), values(aws_lb_listener.https))[*].tags) : tags.Component == "ingress-lb" && startswith(tags.Name, "shop-")])
    error_message = "Something has no tags."
  }
}
