# Three API servers under one name. It is known in the VPC alone.
locals {
  # One entry or none.
  load_balancers = { for given in [var.api_load_balancer] : "this" => given if given != null }
  api_tags       = { Name = "${var.cluster_name}-api", Component = "control-plane" }
}

resource "aws_lb" "api" {
  #checkov:skip=CKV_AWS_91:A network load balancer writes access logs for TLS listeners alone; TLS ends at the API server, which has an audit log.
  for_each = local.load_balancers

  name               = "${var.cluster_name}-api"
  load_balancer_type = "network"
  internal           = true
  subnets            = each.value.subnet_ids
  security_groups    = [each.value.security_group_id]
  # A zone without a healthy API server still answers.
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.enable_deletion_protection
  tags                             = local.api_tags
}

resource "aws_lb_target_group" "api" {
  for_each = local.load_balancers

  name        = "${var.cluster_name}-api"
  vpc_id      = var.vpc_id
  port        = each.value.port
  protocol    = "TCP"
  target_type = "ip"
  # With it a control plane that calls the name and is sent back to itself gets an answer from itself, which it drops.
  preserve_client_ip   = false
  deregistration_delay = 30
  tags                 = local.api_tags

  health_check {
    protocol            = "HTTPS"
    path                = "/readyz"
    port                = "traffic-port"
    matcher             = "200"
    interval            = 10
    timeout             = 6
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "api" {
  for_each = local.load_balancers

  load_balancer_arn = aws_lb.api[each.key].arn
  port              = each.value.port
  protocol          = "TCP"
  tags              = local.api_tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api[each.key].arn
  }
}

# By address, which the machine after this one has, too.
resource "aws_lb_target_group_attachment" "api" {
  for_each = { for number, machine in local.machines : number => machine if length(local.load_balancers) > 0 }

  target_group_arn = aws_lb_target_group.api["this"].arn
  target_id        = each.value.address
  port             = var.api_load_balancer.port
}
