output "autoscaling_group_names" {
  description = "Auto Scaling groups by pool."
  value       = { for pool, group in aws_autoscaling_group.this : pool => group.name }
}

output "launch_template_ids" {
  description = "Launch templates by pool."
  value       = { for pool, template in aws_launch_template.this : pool => template.id }
}
