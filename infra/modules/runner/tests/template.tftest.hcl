# The machine that a job of the pipeline gets: alone, for an hour at most, with no rights but to its own configuration.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0bbbbbbbbbbbbbbbb", architecture = "x86_64", root_device_name = "/dev/xvda" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0" }
  }
}

variables {
  cluster_name          = "shop"
  subnet_id             = "subnet-0aaaaaaaaaaaaaaaa"
  security_group_id     = "sg-0aaaaaaaaaaaaaaaa"
  instance_profile_name = "shop-runner"
  user_data             = "#cloud-config\n{}\n"
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "it_ends_with_its_job" {
  command = plan

  assert {
    condition     = aws_launch_template.this.instance_initiated_shutdown_behavior == "terminate"
    error_message = "A machine that has switched itself off stays, with what its job left."
  }
  assert {
    condition     = aws_launch_template.this.network_interfaces[0].delete_on_termination == "true" && aws_launch_template.this.block_device_mappings[0].ebs[0].delete_on_termination == "true"
    error_message = "A machine leaves a disk or a network interface behind."
  }
}

run "nobody_reaches_it_or_its_credentials" {
  command = plan

  assert {
    condition = (
      aws_launch_template.this.metadata_options[0].http_tokens == "required"
      && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
      && aws_launch_template.this.metadata_options[0].http_endpoint == "enabled"
    )
    error_message = "A container of a job can have the credentials of the machine."
  }
  assert {
    condition = (
      aws_launch_template.this.network_interfaces[0].associate_public_ip_address == "false"
      && aws_launch_template.this.network_interfaces[0].subnet_id == "subnet-0aaaaaaaaaaaaaaaa"
      && aws_launch_template.this.network_interfaces[0].security_groups == toset(["sg-0aaaaaaaaaaaaaaaa"])
    )
    error_message = "The machine is on the internet, in another subnet or in another security group."
  }
  assert {
    condition     = aws_launch_template.this.iam_instance_profile[0].name == "shop-runner"
    error_message = "The machine has other rights."
  }
}

run "its_disk_is_encrypted_with_the_clusters_key" {
  command = plan

  assert {
    condition = (
      aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted == "true"
      && aws_launch_template.this.block_device_mappings[0].ebs[0].kms_key_id == var.kms_key_arn
      && aws_launch_template.this.block_device_mappings[0].ebs[0].volume_type == "gp3"
      && aws_launch_template.this.block_device_mappings[0].ebs[0].volume_size == 20
      && aws_launch_template.this.block_device_mappings[0].device_name == "/dev/sda1"
    )
    error_message = "The disk is in the clear, of another kind or size, or is a second one."
  }
}

run "it_is_a_small_arm64_unless_told_otherwise" {
  command = plan

  assert {
    condition     = aws_launch_template.this.instance_type == "t4g.small" && aws_launch_template.this.image_id == "ami-0aaaaaaaaaaaaaaaa" && aws_launch_template.this.user_data == base64gzip("#cloud-config\n{}\n")
    error_message = "Type, image or user data are others."
  }
  assert {
    condition     = output.launch_template_id == "lt-0123456789abcdef0" && output.launch_template_name == "shop-runner" && aws_launch_template.this.update_default_version
    error_message = "The pipeline starts another template, or an old version of it."
  }
}

run "another_processor_has_another_type_and_image" {
  command = plan
  variables {
    architecture  = "amd64"
    instance_type = "m7i-flex.large"
    image_id      = "ami-0bbbbbbbbbbbbbbbb"
    disk_gb       = 50
  }

  assert {
    condition = (
      aws_launch_template.this.instance_type == "m7i-flex.large"
      && aws_launch_template.this.image_id == "ami-0bbbbbbbbbbbbbbbb"
      && aws_launch_template.this.block_device_mappings[0].device_name == "/dev/xvda"
      && aws_launch_template.this.block_device_mappings[0].ebs[0].volume_size == 50
    )
    error_message = "What was given is not taken."
  }
}

run "whatever_ec2_starts_has_the_tags" {
  command = plan
  variables { tags = { Owner = "books" } }

  assert {
    condition     = jsonencode(sort([for specification in aws_launch_template.this.tag_specifications : specification.resource_type])) == jsonencode(["instance", "network-interface", "volume"])
    error_message = "Something that EC2 starts has no tags. Without `Component` the pipeline may not end a machine."
  }
  assert {
    condition = alltrue([
      for tags in concat([aws_launch_template.this.tags], [for specification in aws_launch_template.this.tag_specifications : specification.tags]) :
      tags == tomap({ Name = "shop-runner", Component = "runner", Cluster = "shop", Owner = "books" })
    ])
    error_message = "A tag is missing."
  }
}
