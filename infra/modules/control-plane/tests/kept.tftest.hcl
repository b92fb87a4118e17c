# What an apply does to a cluster that is there: nobody shall lose a machine or a disk by the way.

mock_provider "aws" {
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0bbbbbbbbbbbbbbbb", architecture = "arm64", root_device_name = "/dev/sda1" }
  }
  mock_data "aws_subnet" {
    defaults = { availability_zone = "ap-northeast-1a" }
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

run "there_is_a_cluster" {
  command = apply

  assert {
    condition     = aws_instance.this["1"].ami == "ami-0aaaaaaaaaaaaaaaa"
    error_message = "The image is another."
  }
}

run "a_newer_image_and_another_script_leave_the_machine_alone" {
  command = plan
  variables {
    control_plane = {
      instance_type = "t3.medium"
      architecture  = "arm64"
      disk_gb       = 30
      etcd_disk_gb  = 10
      count         = 1
      addresses     = ["10.0.1.10"]
    }
    image_id  = "ami-0bbbbbbbbbbbbbbbb"
    user_data = ["#cloud-config\nother: true\n"]
  }

  assert {
    condition     = aws_instance.this["1"].ami == "ami-0aaaaaaaaaaaaaaaa" && aws_instance.this["1"].user_data_base64 == base64gzip("#cloud-config\n{}\n")
    error_message = "The API server is replaced in the middle of some other apply."
  }
}

run "another_key_leaves_etcds_disk_alone" {
  command = plan
  variables { kms_key_arn = "arn:aws:kms:ap-northeast-1:123456789012:key/99999999-2222-3333-4444-555555555555" }

  assert {
    condition     = aws_ebs_volume.etcd["1"].kms_key_id == "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    error_message = "etcd's disk is replaced by an empty one."
  }
}

run "two_more_leave_the_first_alone" {
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
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 6443 }
  }

  assert {
    condition     = aws_instance.this["1"].id == run.there_is_a_cluster.instance_ids[0] && aws_network_interface.this["1"].id == run.there_is_a_cluster.network_interface_ids[0]
    error_message = "The first control plane is another when there are three."
  }
}

run "a_subnet_that_is_not_looked_at_yet_leaves_etcds_disk_alone" {
  command = plan

  override_data {
    target = data.aws_subnet.this
    values = { availability_zone = "ap-northeast-1c" }
  }

  assert {
    condition     = aws_ebs_volume.etcd["1"].availability_zone == "ap-northeast-1a"
    error_message = "etcd's disk is replaced by an empty one, in another zone."
  }
}
