# Pools of workers: how they start, how they are replaced, how they leave.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0bbbbbbbbbbbbbbbb", architecture = "arm64", root_device_name = "/dev/xvda" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 7 }
  }
}

variables {
  cluster_name = "shop"
  node_pools = {
    workers = { instance_type = "t3.medium", architecture = "amd64", count = 2, minimum = 2, maximum = 3, disk_gb = 30 }
    arm     = { instance_type = "t4g.medium", architecture = "arm64", count = 1, minimum = 0, maximum = 4, disk_gb = 40 }
  }
  subnet_ids            = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"]
  security_group_ids    = ["sg-0aaaaaaaaaaaaaaaa", "sg-0bbbbbbbbbbbbbbbb"]
  instance_profile_name = "shop-worker"
  user_data             = { workers = "#cloud-config\npool: workers\n", arm = "#cloud-config\npool: arm\n" }
  image_ids             = { arm64 = "ami-0bbbbbbbbbbbbbbbb" }
  target_group_arns     = ["arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/shop/0123456789abcdef"]
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  tags                  = { Project = "nine-hops", Owner = "books" }
}

run "each_pool_has_its_own_machines" {
  command = plan

  assert {
    condition = jsonencode({ for pool, template in aws_launch_template.this : pool => [template.instance_type, template.image_id, template.user_data, template.block_device_mappings[0].device_name] }) == jsonencode({
      arm     = ["t4g.medium", "ami-0bbbbbbbbbbbbbbbb", base64gzip("#cloud-config\npool: arm\n"), "/dev/xvda"]
      workers = ["t3.medium", "ami-0aaaaaaaaaaaaaaaa", base64gzip("#cloud-config\npool: workers\n"), "/dev/sda1"]
    })
    error_message = "A pool has the type, image, first disk or user data of another."
  }
  assert {
    condition = jsonencode({ for pool, group in aws_autoscaling_group.this : pool => [group.name, group.min_size, group.desired_capacity, group.max_size] }) == jsonencode({
      arm     = ["shop-worker-arm", 0, 1, 4]
      workers = ["shop-worker-workers", 2, 2, 3]
    })
    error_message = "A pool has another name, or other numbers of machines than were given."
  }
  assert {
    condition = alltrue([
      for group in values(aws_autoscaling_group.this) : group.vpc_zone_identifier == toset(var.subnet_ids) && group.target_group_arns == toset(var.target_group_arns)
    ])
    error_message = "Machines are in other subnets, or not behind the load balancer."
  }
  assert {
    condition     = output.autoscaling_group_names == { arm = "shop-worker-arm", workers = "shop-worker-workers" } && toset(keys(output.launch_template_ids)) == toset(["arm", "workers"])
    error_message = "The outputs name other pools."
  }
}

run "no_pod_reaches_the_credentials_of_its_machine" {
  command = plan

  assert {
    condition = alltrue([
      for template in values(aws_launch_template.this) :
      template.metadata_options[0].http_tokens == "required" && template.metadata_options[0].http_put_response_hop_limit == 1 && template.metadata_options[0].http_endpoint == "enabled"
    ])
    error_message = "A pod can have the credentials of the machine."
  }
  assert {
    condition     = alltrue([for template in values(aws_launch_template.this) : template.iam_instance_profile[0].name == "shop-worker"])
    error_message = "A worker has other rights."
  }
}

run "no_worker_has_a_public_address" {
  command = plan

  assert {
    condition = alltrue([
      for template in values(aws_launch_template.this) :
      template.network_interfaces[0].associate_public_ip_address == "false"
      && template.network_interfaces[0].security_groups == toset(var.security_group_ids)
      && template.network_interfaces[0].delete_on_termination == "true"
    ])
    error_message = "A worker is on the internet, in other security groups, or leaves its network interface behind."
  }
}

run "disks_are_encrypted_and_go_with_the_machine" {
  command = plan

  assert {
    condition = jsonencode({
      for pool, template in aws_launch_template.this : pool => [for disk in [template.block_device_mappings[0].ebs[0]] : [disk.encrypted, disk.kms_key_id, disk.volume_type, disk.volume_size, disk.delete_on_termination]][0]
      }) == jsonencode({
      arm     = ["true", var.kms_key_arn, "gp3", 40, "true"]
      workers = ["true", var.kms_key_arn, "gp3", 30, "true"]
    })
    error_message = "A disk is in the clear, of another kind or size, or stays behind."
  }
}

run "what_gives_up_is_replaced" {
  command = plan

  assert {
    condition     = alltrue([for template in values(aws_launch_template.this) : template.instance_initiated_shutdown_behavior == "terminate"])
    error_message = "A worker that could not join stays, stopped."
  }
  assert {
    condition     = alltrue([for group in values(aws_autoscaling_group.this) : group.health_check_type == "EC2"])
    error_message = "Machines are ended because a pod does not answer."
  }
}

run "a_new_one_comes_before_an_old_one_goes" {
  command = plan

  assert {
    condition = alltrue([
      for group in values(aws_autoscaling_group.this) : alltrue([
        group.instance_refresh[0].strategy == "Rolling",
        group.instance_refresh[0].preferences[0].min_healthy_percentage == 100,
        group.instance_refresh[0].preferences[0].max_healthy_percentage > 100,
        !group.instance_refresh[0].preferences[0].auto_rollback,
        group.instance_refresh[0].preferences[0].skip_matching,
      ])
    ])
    error_message = "While workers are replaced there are fewer of them, or the template that mends a bad one is refused."
  }
  assert {
    # A group with `$Latest` does not see that there is another.
    condition     = alltrue([for group in values(aws_autoscaling_group.this) : group.launch_template[0].version == "7" && group.launch_template[0].id == "lt-0123456789abcdef0"])
    error_message = "Another launch template replaces nothing."
  }
}

run "who_leaves_waits_to_be_drained_and_not_for_ever" {
  command = plan

  assert {
    condition = jsonencode({ for pool, hook in aws_autoscaling_lifecycle_hook.drain : pool => [hook.name, hook.autoscaling_group_name, hook.lifecycle_transition, hook.heartbeat_timeout, hook.default_result] }) == jsonencode({
      arm     = ["drain", "shop-worker-arm", "autoscaling:EC2_INSTANCE_TERMINATING", 300, "CONTINUE"]
      workers = ["drain", "shop-worker-workers", "autoscaling:EC2_INSTANCE_TERMINATING", 300, "CONTINUE"]
    })
    error_message = "Pods are ended with their machine, or a machine cannot be got rid of."
  }
}

run "who_starts_counts_when_it_has_joined" {
  command = plan

  assert {
    condition = jsonencode({ for pool, hook in aws_autoscaling_lifecycle_hook.join : pool => [hook.name, hook.autoscaling_group_name, hook.lifecycle_transition, hook.default_result] }) == jsonencode({
      arm     = ["join", "shop-worker-arm", "autoscaling:EC2_INSTANCE_LAUNCHING", "ABANDON"]
      workers = ["join", "shop-worker-workers", "autoscaling:EC2_INSTANCE_LAUNCHING", "ABANDON"]
    })
    error_message = "Machines that run and never join take the place of workers."
  }
  assert {
    # In groups' own blocks it would hold for the first machines, too, which may have to wait longer for their control plane than an apply for them.
    condition     = alltrue([for group in values(aws_autoscaling_group.this) : length(group.initial_lifecycle_hook) == 0])
    error_message = "The first machines of a group wait for a control plane that may not be there yet."
  }
}

run "hooks_are_the_ones_that_the_control_plane_answers" {
  command = plan

  assert {
    condition     = strcontains(file("../cluster-config/scripts/node-drain.sh"), "--lifecycle-hook-name ${one(distinct(values(aws_autoscaling_lifecycle_hook.drain)[*].name))} ")
    error_message = "The control plane completes another hook for a machine that goes."
  }
  assert {
    condition     = strcontains(file("../cluster-config/scripts/node-lifecycle.sh"), "--lifecycle-hook-name ${one(distinct(values(aws_autoscaling_lifecycle_hook.join)[*].name))} ")
    error_message = "The control plane completes another hook for a machine that starts."
  }
  assert {
    condition     = tonumber(regex("--timeout ([0-9]+)s", file("../cluster-config/scripts/node-drain.sh"))[0]) < min(values(aws_autoscaling_lifecycle_hook.drain)[*].heartbeat_timeout...)
    error_message = "EC2 ends the machine while it is still being drained."
  }
  assert {
    condition     = tonumber(regex("JOIN_DEADLINE_SECONDS += ([0-9]+) [*] 60", file("../cluster-config/user_data.tf"))[0]) * 60 < min(values(aws_autoscaling_lifecycle_hook.join)[*].heartbeat_timeout...)
    error_message = "EC2 ends a machine that is still trying to join."
  }
}

run "whatever_ec2_starts_has_the_tags" {
  command = plan

  assert {
    condition = alltrue([
      for pool, group in aws_autoscaling_group.this : tomap({
        for tag in group.tag : tag.key => tag.value if tag.propagate_at_launch
        }) == tomap({
        Name = "shop-worker-${pool}", Component = "workers", Cluster = "shop", Pool = pool, Project = "nine-hops", Owner = "books"
      })
    ])
    error_message = "A group lacks a tag. Without `Cluster` the control plane may not let its machines go."
  }
  assert {
    condition = alltrue([
      for pool, template in aws_launch_template.this :
      jsonencode(sort([for specification in template.tag_specifications : specification.resource_type])) == jsonencode(["instance", "network-interface", "volume"])
      && alltrue([
        for tags in concat([template.tags], [for specification in template.tag_specifications : specification.tags]) :
        tags["Name"] == "shop-worker-${pool}" && tags["Component"] == "workers" && tags["Cluster"] == "shop" && tags["Owner"] == "books"
      ])
    ])
    error_message = "A machine, a disk, a network interface or a template lacks a tag."
  }
}

run "without_a_load_balancer_nobody_is_a_target" {
  command = plan
  variables {
    target_group_arns = []
    image_ids         = {}
    tags              = {}
  }

  assert {
    condition     = alltrue([for group in values(aws_autoscaling_group.this) : length(coalesce(group.target_group_arns, [])) == 0])
    error_message = "A worker is the target of a load balancer that nobody gave."
  }
  assert {
    condition     = alltrue([for template in values(aws_launch_template.this) : template.image_id == "ami-0aaaaaaaaaaaaaaaa"])
    error_message = "The image is not Canonical's newest."
  }
  assert {
    condition     = alltrue([for group in values(aws_autoscaling_group.this) : contains([for tag in group.tag : "${tag.key}=${tag.value}"], "Cluster=shop")])
    error_message = "A group lacks `Cluster` when the caller gives no tags."
  }
}

run "no_pool_is_no_machine" {
  command = plan
  variables {
    node_pools = {}
    user_data  = {}
  }

  assert {
    condition     = length(aws_autoscaling_group.this) + length(aws_launch_template.this) + length(aws_autoscaling_lifecycle_hook.drain) + length(aws_autoscaling_lifecycle_hook.join) == 0
    error_message = "There are workers that nobody asked for."
  }
}
