locals {
  # By number and always the same one: a second and a third control plane leave the first alone.
  machines = {
    for index in range(var.control_plane.count) : tostring(index + 1) => {
      name      = "${var.cluster_name}-control-plane-${index + 1}"
      address   = var.control_plane.addresses[index]
      subnet_id = var.subnet_ids[index]
      user_data = var.user_data[index]
    }
  }
  # "10" would come before "2".
  numbers = [for index in range(var.control_plane.count) : tostring(index + 1)]

  tags = { for number, machine in local.machines : number => merge(var.tags, { Name = machine.name, Component = "control-plane" }) }
}

module "image" {
  source = "../machine-image"

  architecture = var.control_plane.architecture
  image_id     = var.image_id
}

# Outlives its machine: the next one has the same address, which is in DNS and certificates.
resource "aws_network_interface" "this" {
  for_each = local.machines

  description       = "Fixed address of ${each.value.name}."
  subnet_id         = each.value.subnet_id
  private_ips       = [each.value.address]
  security_groups   = var.security_group_ids
  source_dest_check = true
  tags              = local.tags[each.key]
}

resource "aws_instance" "this" {
  for_each = local.machines

  ami                  = module.image.id
  instance_type        = var.control_plane.instance_type
  iam_instance_profile = var.instance_profile_name
  user_data_base64     = base64gzip(each.value.user_data)
  ebs_optimized        = true
  monitoring           = true
  # By a click or by another tool: there is nobody to make it anew at night.
  disable_api_termination              = var.enable_deletion_protection
  instance_initiated_shutdown_behavior = "stop"
  user_data_replace_on_change          = false
  tags                                 = local.tags[each.key]

  primary_network_interface {
    network_interface_id = aws_network_interface.this[each.key].id
  }

  # Pods are one hop further away than the machine, so they get no credentials of it.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = var.control_plane.disk_gb
    encrypted             = true
    kms_key_id            = var.kms_key_arn
    delete_on_termination = true
    tags                  = local.tags[each.key]
  }

  lifecycle {
    # A newer image, or a word in a script, is no reason to lose an API server in the middle of some other apply. Replacing one is a
    # decision of its own: `-replace`, one at a time.
    ignore_changes = [ami, user_data, user_data_base64]
  }
}

data "aws_subnet" "this" {
  for_each = local.machines

  id = each.value.subnet_id
}

# etcd's data outlives the machine, and its writes do not wait for those of images and logs.
resource "aws_ebs_volume" "etcd" {
  for_each = local.machines

  availability_zone = data.aws_subnet.this[each.key].availability_zone
  type              = "gp3"
  size              = var.control_plane.etcd_disk_gb
  encrypted         = true
  kms_key_id        = var.kms_key_arn
  # The last way back, if it is deleted all the same.
  final_snapshot = var.enable_deletion_protection
  tags           = merge(local.tags[each.key], { Name = "${each.value.name}-etcd" })

  lifecycle {
    # Each would make an empty one. The zone is not even another: a plan that has to wait for the subnet only does not know it yet.
    ignore_changes = [availability_zone, encrypted, kms_key_id, snapshot_id]
  }
}

resource "aws_volume_attachment" "etcd" {
  for_each = local.machines

  # The machine finds it by what is on it: Nitro calls it something else.
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.etcd[each.key].id
  instance_id = aws_instance.this[each.key].id
  # A mounted disk cannot be taken away, and etcd ends in order.
  stop_instance_before_detaching = true
}
