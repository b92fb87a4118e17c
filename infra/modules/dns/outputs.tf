output "zone_id" {
  description = "Id of the zone."
  value       = aws_route53_zone.this.zone_id
}

output "api_fqdn" {
  description = "Name of the API server, once there is a record of it."
  value       = aws_route53_record.api.fqdn
}
