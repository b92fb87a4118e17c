locals {
  names = { for pool in keys(var.node_pools) : pool => "${var.cluster_name}-worker-${pool}" }
  # `Cluster` also where the caller's tags lack it: by it the control plane may let a machine go.
  tags = { for pool, name in local.names : pool => merge(var.tags, { Name = name, Component = "workers", Cluster = var.cluster_name, Pool = pool }) }

  architectures = toset([for pool in values(var.node_pools) : pool.architecture])
}

module "image" {
  source   = "../machine-image"
  for_each = local.architectures

  architecture = each.value
  image_id     = lookup(var.image_ids, each.value, null)
}

resource "aws_launch_template" "this" {
  for_each = var.node_pools

  name                   = local.names[each.key]
  description            = "Workers of the pool ${each.key}."
  update_default_version = true
  image_id               = module.image[each.value.architecture].id
  instance_type          = each.value.instance_type
  user_data              = base64gzip(var.user_data[each.key])
  ebs_optimized          = true
  # A worker that gives up joining stops itself, and shall not be kept.
  instance_initiated_shutdown_behavior = "terminate"
  tags                                 = local.tags[each.key]

  iam_instance_profile {
    name = var.instance_profile_name
  }

  # Pods are one hop further away than the machine, so they get no credentials of it.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  # By the minute they cost two dollars a machine and month. Whether it runs EC2 knows by the minute all the same, and the rest is for Prometheus.
  monitoring {
    enabled = false
  }

  network_interfaces {
    device_index                = 0
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = var.security_group_ids
  }

  block_device_mappings {
    device_name = module.image[each.value.architecture].root_device_name

    ebs {
      volume_type           = "gp3"
      volume_size           = each.value.disk_gb
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  # What EC2 starts later is tagged by this alone.
  dynamic "tag_specifications" {
    for_each = ["instance", "network-interface", "volume"]

    content {
      resource_type = tag_specifications.value
      tags          = local.tags[each.key]
    }
  }
}

resource "aws_autoscaling_group" "this" {
  for_each = var.node_pools

  name     = local.names[each.key]
  min_size = each.value.minimum
  max_size = each.value.maximum
  # Nobody else decides how many there are: a number that Terraform ignored would be a lie from the second apply on.
  desired_capacity    = each.value.count
  vpc_zone_identifier = var.subnet_ids
  target_group_arns   = var.target_group_arns
  # Not ELB: a storefront that does not answer is the pods' affair, and a new machine would be no better.
  health_check_type         = "EC2"
  health_check_grace_period = 300
  # The oldest are the ones that lag behind.
  termination_policies = ["OldestLaunchTemplate", "OldestInstance"]
  # With machines that cannot be had the apply fails, instead of saying that there are some. Those of a new group count when they run,
  # for the hook below comes after them: the control plane that they wait for may be made by the same apply. Later ones must have joined.
  wait_for_capacity_timeout = "10m"

  launch_template {
    id = aws_launch_template.this[each.key].id
    # A number: of `$Latest` the group does not see that it is another.
    version = aws_launch_template.this[each.key].latest_version
  }

  # A new launch template replaces the machines: a new one first, then an old one is drained.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 150
      # It begins with a node that is Ready: this is for images, and for load balancers to call it.
      instance_warmup = 120
      skip_matching   = true
      # The provider gives the group the new template before the refresh begins, so that it would go back to the same one
      # (terraform-provider-aws#34189), and as long as it lasted EC2 would refuse the template that mends it.
      auto_rollback = false
    }
  }

  # default_tags of the provider do not reach a group.
  dynamic "tag" {
    for_each = local.tags[each.key]

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

# A machine counts when the control plane says that it is a node. Who has not become one is ended, so that a refresh replaces nobody
# by machines that run and never join: it fails, and the old ones go on.
resource "aws_autoscaling_lifecycle_hook" "join" {
  for_each = aws_autoscaling_group.this

  name                   = "join"
  autoscaling_group_name = each.value.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_LAUNCHING"
  # Longer than a machine tries, which is 20 minutes from its start.
  heartbeat_timeout = 1500
  default_result    = "ABANDON"
}

# The control plane sees who waits here, drains the node and lets the machine go. If it does not, the machine goes all the same:
# pods that were not moved start elsewhere, a machine that cannot be got rid of helps nobody.
resource "aws_autoscaling_lifecycle_hook" "drain" {
  for_each = aws_autoscaling_group.this

  name                   = "drain"
  autoscaling_group_name = each.value.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_TERMINATING"
  heartbeat_timeout      = 300
  default_result         = "CONTINUE"
}
