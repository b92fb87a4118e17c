# The public name: its record, and a certificate where nobody has given one.
locals {
  # In each map one entry or none.
  records      = var.public_zone_id == null ? {} : { this = var.hostname }
  certificates = var.certificate_arn == null ? local.records : {}

  # `coalesce` says of a certificate that is yet to be made that it is not null: how many listeners there are depends on that.
  certificate_arn = length(local.certificates) == 0 ? var.certificate_arn : coalesce(aws_acm_certificate_validation.this["this"].certificate_arn)
}

resource "aws_acm_certificate" "this" {
  for_each = local.certificates

  domain_name       = each.value
  validation_method = "DNS"
  tags              = { Name = "${var.cluster_name}-shop", Component = "platform" }

  # The listener needs the new one before the old one can go.
  lifecycle {
    create_before_destroy = true
  }
}

# By name and not by what AWS answers, which is not known when this is planned for the first time.
resource "aws_route53_record" "validation" {
  for_each = local.certificates

  zone_id         = var.public_zone_id
  name            = one(aws_acm_certificate.this[each.key].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.this[each.key].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.this[each.key].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  for_each = local.certificates

  certificate_arn         = aws_acm_certificate.this[each.key].arn
  validation_record_fqdns = [aws_route53_record.validation[each.key].fqdn]
}

resource "aws_route53_record" "shop" {
  for_each = local.records

  zone_id = var.public_zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = module.ingress_lb.dns_name
    zone_id                = module.ingress_lb.zone_id
    evaluate_target_health = true
  }
}
