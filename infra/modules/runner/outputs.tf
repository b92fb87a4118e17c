output "launch_template_id" {
  description = "Launch template that the pipeline starts a runner from."
  value       = aws_launch_template.this.id
}

output "launch_template_name" {
  description = "Name of that template."
  value       = aws_launch_template.this.name
}
