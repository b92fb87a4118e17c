# A machine that does what a NAT gateway does. Its interface and address are apart from it: they stay when it is replaced.
resource "aws_network_interface" "nat" {
  for_each = local.nat_instances

  description     = "NAT of ${var.cluster_name}"
  subnet_id       = aws_subnet.this[local.public_subnet[each.key]].id
  security_groups = [for group in aws_security_group.nat : group.id]
  # What it forwards neither comes from its address nor goes to it.
  source_dest_check = false
  tags              = merge(var.tags, { Name = "${var.cluster_name}-nat-${each.key}", Component = "network" })
}

resource "aws_eip_association" "nat" {
  for_each = local.nat_instances

  allocation_id        = aws_eip.nat["instance/${each.key}"].id
  network_interface_id = aws_network_interface.nat[each.key].id
}

module "nat_image" {
  source   = "../machine-image"
  for_each = local.nat_instances

  architecture = "arm64"
  image_id     = var.nat_image_id
}

resource "aws_instance" "nat" {
  #checkov:skip=CKV_AWS_126:Metrics of every minute would cost half of what the machine does; those of every five are there.
  #checkov:skip=CKV2_AWS_41:It calls no API of AWS, so it has no role that somebody could use.
  for_each = local.nat_instances

  ami                         = module.nat_image[each.key].id
  instance_type               = "t4g.nano"
  ebs_optimized               = true
  user_data_base64            = base64gzip(local.nat_user_data)
  user_data_replace_on_change = true
  tags                        = { Name = "${var.cluster_name}-nat-${each.key}", Component = "network" }

  primary_network_interface {
    network_interface_id = aws_network_interface.nat[each.key].id
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # Forwarding needs little of a processor. Slow is better than a bill without an upper end.
  credit_specification {
    cpu_credits = "standard"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 8
    encrypted   = true
    tags        = merge(var.tags, { Name = "${var.cluster_name}-nat-${each.key}", Component = "network" })
  }

  lifecycle {
    # There is a new image every few days: nobody loses the way out for that. `terraform apply -replace=` takes it.
    # The check is the network interface's, but the provider takes it for the machine's too, and a second apply would switch it on
    # (terraform-provider-aws#44768).
    ignore_changes = [ami, source_dest_check]
  }

  # It installs nftables when it boots.
  depends_on = [aws_eip_association.nat, aws_route.public, aws_vpc_security_group_egress_rule.nat]
}

locals {
  # Nobody signs in to it: there is neither a user nor a key nor an open port.
  nat_user_data = join("\n", ["#cloud-config", yamlencode({
    users          = []
    package_update = true
    packages       = ["nftables"]
    write_files = [
      for target, name in { "/etc/nat.nft" = "nat.nft", "/etc/systemd/system/nat.service" = "nat.service" } :
      { path = target, permissions = "0644", content = file("${path.module}/files/${name}") }
    ]
    runcmd = [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", "nat.service"]]
  })])
}
