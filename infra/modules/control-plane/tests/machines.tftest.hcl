# One control plane, and three: what outlives what, and what nobody can reach.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0bbbbbbbbbbbbbbbb", architecture = "arm64", root_device_name = "/dev/sda1" }
  }
  mock_data "aws_subnet" {
    defaults = { availability_zone = "ap-northeast-1a" }
  }
  mock_resource "aws_network_interface" {
    defaults = { id = "eni-0123456789abcdef0" }
  }
  mock_resource "aws_instance" {
    defaults = { id = "i-0123456789abcdef0" }
  }
  mock_resource "aws_ebs_volume" {
    defaults = { id = "vol-0123456789abcdef0" }
  }
  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/net/shop-api/0123456789abcdef"
      dns_name = "shop-api.elb.ap-northeast-1.amazonaws.com"
      zone_id  = "Z31USIVHYNEOWT"
    }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/shop-api/0123456789abcdef" }
  }
}

variables {
  cluster_name = "shop"
  vpc_id       = "vpc-0123456789abcdef0"
  control_plane = {
    instance_type = "t3.medium"
    architecture  = "amd64"
    disk_gb       = 30
    etcd_disk_gb  = 10
    count         = 1
    addresses     = ["10.0.1.10"]
  }
  subnet_ids            = ["subnet-0aaaaaaaaaaaaaaaa"]
  security_group_ids    = ["sg-0aaaaaaaaaaaaaaaa", "sg-0bbbbbbbbbbbbbbbb"]
  instance_profile_name = "shop-control-plane"
  user_data             = ["#cloud-config\n{}\n"]
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "a_machine_comes_back_under_the_same_address" {
  command = plan

  assert {
    condition     = one(aws_network_interface.this["1"].private_ips) == "10.0.1.10" && aws_network_interface.this["1"].subnet_id == "subnet-0aaaaaaaaaaaaaaaa"
    error_message = "The address in DNS and in the certificates is not the machine's."
  }
  assert {
    condition     = aws_instance.this["1"].primary_network_interface[0].network_interface_id == aws_network_interface.this["1"].id
    error_message = "The machine has another network interface than the one with the fixed address."
  }
  assert {
    condition     = jsonencode(output.private_ips) == jsonencode(["10.0.1.10"]) && output.network_interface_ids[0] == "eni-0123456789abcdef0" && output.instance_ids[0] == "i-0123456789abcdef0"
    error_message = "The outputs name other machines."
  }
}

run "nobody_reaches_its_credentials_or_sends_in_its_name" {
  command = plan

  assert {
    condition = (
      aws_instance.this["1"].metadata_options[0].http_tokens == "required"
      && aws_instance.this["1"].metadata_options[0].http_put_response_hop_limit == 1
      && aws_instance.this["1"].metadata_options[0].http_endpoint == "enabled"
    )
    error_message = "A pod can have the credentials of the machine."
  }
  assert {
    condition     = aws_network_interface.this["1"].source_dest_check
    error_message = "The machine can send packets with others' addresses."
  }
  assert {
    condition     = aws_network_interface.this["1"].security_groups == toset(["sg-0aaaaaaaaaaaaaaaa", "sg-0bbbbbbbbbbbbbbbb"])
    error_message = "The machine is in other security groups than were given."
  }
}

run "what_is_on_its_disks_is_encrypted_with_the_clusters_key" {
  command = plan

  assert {
    condition = (
      aws_instance.this["1"].root_block_device[0].encrypted
      && aws_instance.this["1"].root_block_device[0].kms_key_id == var.kms_key_arn
      && aws_instance.this["1"].root_block_device[0].volume_type == "gp3"
      && aws_instance.this["1"].root_block_device[0].volume_size == 30
    )
    error_message = "The root disk is in the clear, of another kind or size."
  }
  assert {
    condition = (
      aws_ebs_volume.etcd["1"].encrypted
      && aws_ebs_volume.etcd["1"].kms_key_id == var.kms_key_arn
      && aws_ebs_volume.etcd["1"].type == "gp3"
      && aws_ebs_volume.etcd["1"].size == 10
    )
    error_message = "etcd's disk is in the clear, of another kind or size."
  }
}

run "etcds_disk_is_apart_and_taken_away_in_order" {
  command = plan

  assert {
    condition = (
      aws_volume_attachment.etcd["1"].instance_id == aws_instance.this["1"].id
      && aws_volume_attachment.etcd["1"].volume_id == aws_ebs_volume.etcd["1"].id
      && aws_volume_attachment.etcd["1"].device_name == "/dev/sdf"
      && aws_volume_attachment.etcd["1"].stop_instance_before_detaching
    )
    error_message = "etcd's disk is not attached, or torn off while etcd writes."
  }
  assert {
    condition     = aws_ebs_volume.etcd["1"].availability_zone == data.aws_subnet.this["1"].availability_zone
    error_message = "The disk is in another zone than its machine."
  }
}

run "it_is_watched_and_kept" {
  command = plan

  assert {
    condition     = aws_instance.this["1"].monitoring && aws_instance.this["1"].ebs_optimized && aws_instance.this["1"].instance_initiated_shutdown_behavior == "stop"
    error_message = "It is measured every five minutes only, or gone when somebody switches it off."
  }
  assert {
    condition     = aws_instance.this["1"].disable_api_termination && aws_ebs_volume.etcd["1"].final_snapshot
    error_message = "A click deletes the cluster."
  }
  assert {
    condition     = aws_instance.this["1"].user_data_replace_on_change == false
    error_message = "A word in a script replaces the machine."
  }
  assert {
    condition     = aws_instance.this["1"].iam_instance_profile == "shop-control-plane" && aws_instance.this["1"].instance_type == "t3.medium" && aws_instance.this["1"].ami == "ami-0aaaaaaaaaaaaaaaa"
    error_message = "Rights, type or image are not those that were given."
  }
  assert {
    condition     = aws_instance.this["1"].user_data_base64 == base64gzip("#cloud-config\n{}\n")
    error_message = "The machine is told something else."
  }
}

run "without_protection_all_of_it_can_be_deleted" {
  command = plan
  variables {
    enable_deletion_protection = false
    api_load_balancer          = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 6443 }
  }

  assert {
    condition     = !aws_instance.this["1"].disable_api_termination && !aws_ebs_volume.etcd["1"].final_snapshot && !aws_lb.api["this"].enable_deletion_protection
    error_message = "`destroy` would stop half-way, or leave something behind."
  }
}

run "one_control_plane_has_no_load_balancer" {
  command = plan

  assert {
    condition     = length(aws_lb.api) + length(aws_lb_listener.api) + length(aws_lb_target_group.api) + length(aws_lb_target_group_attachment.api) == 0 && output.api_load_balancer == null
    error_message = "A load balancer for one API server costs, and adds a hop."
  }
}

run "three_are_behind_one_name" {
  command = plan
  variables {
    control_plane = {
      instance_type = "t3.medium"
      architecture  = "amd64"
      disk_gb       = 30
      etcd_disk_gb  = 10
      count         = 3
      addresses     = ["10.0.1.10", "10.0.2.11", "10.0.3.12"]
    }
    subnet_ids        = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]
    user_data         = ["#cloud-config\nfirst: true\n", "#cloud-config\njoin: true\n", "#cloud-config\njoin: true\n"]
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"], port = 6443 }
  }

  assert {
    condition     = jsonencode(output.private_ips) == jsonencode(["10.0.1.10", "10.0.2.11", "10.0.3.12"])
    error_message = "The outputs are not in the order of the control planes."
  }
  assert {
    condition = (
      aws_instance.this["1"].user_data_base64 == base64gzip("#cloud-config\nfirst: true\n")
      && aws_instance.this["3"].user_data_base64 == base64gzip("#cloud-config\njoin: true\n")
    )
    error_message = "Another than the first makes the cluster."
  }
  assert {
    condition     = aws_lb.api["this"].internal && aws_lb.api["this"].load_balancer_type == "network" && aws_lb.api["this"].security_groups == toset(["sg-0cccccccccccccccc"]) && aws_lb.api["this"].enable_cross_zone_load_balancing && aws_lb.api["this"].enable_deletion_protection
    error_message = "The API servers are on the internet, or unreachable from a zone that has none."
  }
  assert {
    condition     = aws_lb_target_group.api["this"].preserve_client_ip == "false" && aws_lb_target_group.api["this"].target_type == "ip" && aws_lb_target_group.api["this"].port == 6443
    error_message = "A control plane that is sent back to itself never gets an answer."
  }
  assert {
    condition = (
      aws_lb_target_group.api["this"].health_check[0].protocol == "HTTPS"
      && aws_lb_target_group.api["this"].health_check[0].path == "/readyz"
      && aws_lb_target_group.api["this"].health_check[0].matcher == "200"
    )
    error_message = "An API server that is not ready gets requests."
  }
  assert {
    condition     = jsonencode({ for number, target in aws_lb_target_group_attachment.api : number => [target.target_id, target.port] }) == jsonencode({ "1" = ["10.0.1.10", 6443], "2" = ["10.0.2.11", 6443], "3" = ["10.0.3.12", 6443] })
    error_message = "The load balancer calls others than the control planes."
  }
  assert {
    condition     = aws_lb_listener.api["this"].port == 6443 && aws_lb_listener.api["this"].protocol == "TCP" && aws_lb_listener.api["this"].default_action[0].target_group_arn == aws_lb_target_group.api["this"].arn
    error_message = "The load balancer ends TLS, listens elsewhere or forwards elsewhere."
  }
  assert {
    condition     = output.api_load_balancer.dns_name == "shop-api.elb.ap-northeast-1.amazonaws.com" && output.api_load_balancer.zone_id == "Z31USIVHYNEOWT"
    error_message = "DNS would point elsewhere."
  }
}

run "what_can_have_tags_has_them" {
  command = plan
  variables {
    tags              = { Owner = "books" }
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 6443 }
  }

  assert {
    condition = alltrue([
      for tags in [aws_instance.this["1"].tags, aws_instance.this["1"].root_block_device[0].tags, aws_ebs_volume.etcd["1"].tags, aws_network_interface.this["1"].tags] :
      tags["Component"] == "control-plane" && startswith(tags["Name"], "shop-control-plane-1") && tags["Owner"] == "books"
    ])
    error_message = "A machine, a disk or a network interface lacks Name, Component or a tag of the caller."
  }
  assert {
    condition = alltrue([
      for tags in [aws_lb.api["this"].tags, aws_lb_target_group.api["this"].tags, aws_lb_listener.api["this"].tags] : tags["Component"] == "control-plane" && tags["Name"] == "shop-api"
    ])
    error_message = "A part of the load balancer lacks Name or Component."
  }
}
