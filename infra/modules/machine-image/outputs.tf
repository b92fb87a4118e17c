output "id" {
  description = "The image: the one that was given, or Canonical's newest."
  # The plain value: ids of public images are no secret, and a plan shall show that there is another.
  value = one(concat(values(data.aws_ami.this)[*].id, values(data.aws_ssm_parameter.this)[*].insecure_value))
}

output "root_device_name" {
  description = "Device that the image starts from. A launch template that names another adds a disk instead of changing this one."
  value       = one(concat(values(data.aws_ami.this)[*].root_device_name, [for parameter in data.aws_ssm_parameter.this : "/dev/sda1"]))
}
