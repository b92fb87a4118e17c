resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_91:Where records of visits are kept, and whether, is the caller's choice: access_logs.
  #checkov:skip=CKV2_AWS_20:A load balancer of this kind redirects nobody. Whether there is a port 80 is the input enable_http.
  name               = "${var.cluster_name}-ingress"
  load_balancer_type = "network"
  internal           = false
  subnets            = var.subnet_ids
  security_groups    = [var.security_group_id]
  # A zone may have no worker, or none that is well; visitors come to every zone's address all the same.
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.enable_deletion_protection
  # Who came by PrivateLink would be held to the same rules.
  enforce_security_group_inbound_rules_on_private_link_traffic = "on"
  tags                                                         = { Name = "${var.cluster_name}-ingress", Component = "ingress-lb" }

  dynamic "access_logs" {
    for_each = var.access_logs[*]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }
}

resource "aws_lb_target_group" "this" {
  # The port is in the name, so that the group of another port can be made while the listeners still lead to this one.
  name        = "${var.cluster_name}-http-${var.node_port}"
  vpc_id      = var.vpc_id
  target_type = "instance"
  protocol    = "TCP"
  port        = var.node_port
  # kube-proxy puts the node's address in place of the visitor's anyway, on the way to a pod. Kept until there, it would break calls of pods
  # to the shop's public name that come back to their own node, and visitors who come with one port through two zones.
  preserve_client_ip = false
  # The storefront does not speak it.
  proxy_protocol_v2    = false
  deregistration_delay = var.deregistration_delay_seconds
  # The pods themselves end connections politely when their node is drained.
  connection_termination = false
  tags                   = { Name = "${var.cluster_name}-http-${var.node_port}", Component = "ingress-lb" }

  # kube-proxy hands the question to any pod that is ready: who gets an answer knows that this node can serve.
  health_check {
    protocol            = "HTTP"
    port                = "traffic-port"
    path                = var.health_check_path
    matcher             = var.health_check_matcher
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "http" {
  for_each = var.enable_http ? toset(["this"]) : toset([])

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "TCP"
  tags              = { Name = "${var.cluster_name}-http", Component = "ingress-lb" }

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb_listener" "https" {
  for_each = var.certificate_arn == null ? toset([]) : toset(["this"])

  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = var.certificate_arn
  # TLS 1.3, and 1.2 with forward secrecy.
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  tags       = { Name = "${var.cluster_name}-https", Component = "ingress-lb" }

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}
