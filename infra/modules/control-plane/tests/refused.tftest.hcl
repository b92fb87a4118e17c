# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {
  mock_data "aws_ami" {
    defaults = { architecture = "arm64" }
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
  security_group_ids    = ["sg-0aaaaaaaaaaaaaaaa"]
  instance_profile_name = "shop-control-plane"
  user_data             = ["#cloud-config\n{}\n"]
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # No group.
    security_group_ids = []
    # A name.
    image_id = "ubuntu-24.04"
    # An alias.
    kms_key_arn = "alias/shop"
    # No port.
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 0 }
  }
  expect_failures = [
    var.cluster_name,
    var.security_group_ids,
    var.image_id,
    var.kms_key_arn,
    var.api_load_balancer,
  ]
}

run "machines_of_which_some_have_nothing_are_refused" {
  command = plan
  variables {
    # None.
    subnet_ids = []
    # Two.
    user_data = ["#cloud-config\n{}\n", "#cloud-config\n{}\n"]
  }
  expect_failures = [var.subnet_ids, var.user_data]
}

run "an_even_number_is_refused" {
  command = plan
  variables {
    control_plane     = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 30, etcd_disk_gb = 10, count = 2, addresses = ["10.0.1.10", "10.0.2.11"] }
    subnet_ids        = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0aaaaaaaaaaaaaaaa"]
    user_data         = ["#cloud-config\n{}\n", "#cloud-config\n{}\n"]
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 6443 }
  }
  expect_failures = [var.control_plane]
}

run "addresses_that_are_none_are_refused" {
  command = plan
  variables {
    control_plane = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 30, etcd_disk_gb = 10, count = 1, addresses = ["api.shop.internal"] }
  }
  expect_failures = [var.control_plane]
}

run "one_address_for_two_machines_is_refused" {
  command = plan
  variables {
    control_plane     = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 30, etcd_disk_gb = 10, count = 3, addresses = ["10.0.1.10", "10.0.1.10", "10.0.3.12"] }
    subnet_ids        = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0aaaaaaaaaaaaaaaa", "subnet-0aaaaaaaaaaaaaaaa"]
    user_data         = ["#cloud-config\n{}\n", "#cloud-config\n{}\n", "#cloud-config\n{}\n"]
    api_load_balancer = { security_group_id = "sg-0cccccccccccccccc", subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa"], port = 6443 }
  }
  expect_failures = [var.control_plane]
}

run "disks_that_fill_up_are_refused" {
  command = plan
  variables {
    control_plane = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 8, etcd_disk_gb = 10, count = 1, addresses = ["10.0.1.10"] }
  }
  expect_failures = [var.control_plane]
}

run "an_etcd_disk_that_fills_up_is_refused" {
  command = plan
  variables {
    control_plane = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 30, etcd_disk_gb = 4, count = 1, addresses = ["10.0.1.10"] }
  }
  expect_failures = [var.control_plane]
}

run "three_without_a_load_balancer_are_refused" {
  command = plan
  variables {
    control_plane = { instance_type = "t3.medium", architecture = "amd64", disk_gb = 30, etcd_disk_gb = 10, count = 3, addresses = ["10.0.1.10", "10.0.2.11", "10.0.3.12"] }
    subnet_ids    = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]
    user_data     = ["#cloud-config\n{}\n", "#cloud-config\n{}\n", "#cloud-config\n{}\n"]
  }
  expect_failures = [var.api_load_balancer]
}

run "user_data_that_ec2_does_not_take_is_refused" {
  command = plan
  variables {
    # Checksums cannot be compressed.
    user_data = [join("\n", [for number in range(400) : sha512(tostring(number))])]
  }
  expect_failures = [var.user_data]
}

# By module.image, whose own test names the check; here, that it is asked.
run "an_image_for_another_processor_is_looked_up" {
  command = plan
  variables {
    control_plane = { instance_type = "t4g.medium", architecture = "arm64", disk_gb = 30, etcd_disk_gb = 10, count = 1, addresses = ["10.0.1.10"] }
    image_id      = "ami-0bbbbbbbbbbbbbbbb"
  }

  assert {
    condition     = module.image.id != null
    error_message = "The image that was given is not looked at."
  }
}
