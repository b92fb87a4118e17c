resource "aws_route53_zone" "this" {
  name    = var.zone_name
  comment = "Names of ${var.cluster_name} that its own machines alone see."
  # What is in it beside the API server's name (somebody's experiment) shall not keep `destroy` from ending.
  force_destroy = true
  tags          = { Name = "${var.cluster_name}-internal", Component = "dns" }

  vpc {
    vpc_id = var.vpc_id
  }
}

# Certificates and kubeconfigs have this name, so that a control plane can move.
resource "aws_route53_record" "api" {
  #checkov:skip=CKV2_AWS_23:The addresses are those of network interfaces that the module control-plane makes.
  zone_id = aws_route53_zone.this.zone_id
  name    = var.api_name
  type    = "A"
  # Of an alias they are the load balancer's.
  ttl     = var.load_balancer == null ? 60 : null
  records = var.load_balancer == null ? var.addresses : null

  dynamic "alias" {
    for_each = var.load_balancer[*]

    content {
      name    = alias.value.dns_name
      zone_id = alias.value.zone_id
      # There is no second answer to fall back on.
      evaluate_target_health = false
    }
  }
}
