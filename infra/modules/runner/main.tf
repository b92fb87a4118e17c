locals {
  name = "${var.cluster_name}-runner"
  tags = merge(var.tags, { Name = local.name, Component = "runner", Cluster = var.cluster_name })
}

module "image" {
  source = "../machine-image"

  architecture = var.architecture
  image_id     = var.image_id
}

# No machine: the pipeline starts one for each job, from this and nothing else, and it ends with the job.
resource "aws_launch_template" "this" {
  name                   = local.name
  description            = "Machines that run one job of the pipeline each."
  update_default_version = true
  image_id               = module.image.id
  instance_type          = var.instance_type
  user_data              = base64gzip(var.user_data)
  ebs_optimized          = true
  # It switches itself off after the job, or after an hour: nothing is left that costs or that a second job could find.
  instance_initiated_shutdown_behavior = "terminate"
  tags                                 = local.tags

  iam_instance_profile {
    name = var.instance_profile_name
  }

  # A container of a job is one hop further away than the machine; its own processes are kept away by a rule of the machine.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  # No machine lives long enough for figures by the minute.
  monitoring {
    enabled = false
  }

  network_interfaces {
    device_index                = 0
    subnet_id                   = var.subnet_id
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = [var.security_group_id]
  }

  block_device_mappings {
    device_name = module.image.root_device_name

    ebs {
      volume_type           = "gp3"
      volume_size           = var.disk_gb
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  # By `Component` the pipeline may end a runner, and nothing else.
  dynamic "tag_specifications" {
    for_each = ["instance", "network-interface", "volume"]

    content {
      resource_type = tag_specifications.value
      tags          = local.tags
    }
  }
}
