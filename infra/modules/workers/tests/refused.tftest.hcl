# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {}

variables {
  cluster_name          = "shop"
  node_pools            = { workers = { instance_type = "t3.medium", architecture = "amd64", count = 2, minimum = 2, maximum = 3, disk_gb = 30 } }
  subnet_ids            = ["subnet-0aaaaaaaaaaaaaaaa"]
  security_group_ids    = ["sg-0aaaaaaaaaaaaaaaa"]
  instance_profile_name = "shop-worker"
  user_data             = { workers = "#cloud-config\n{}\n" }
  kms_key_arn           = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # A capital.
    node_pools = { Workers = { instance_type = "t3.medium", architecture = "amd64", count = 2, minimum = 2, maximum = 3, disk_gb = 30 } }
    # None.
    subnet_ids = []
    # None.
    security_group_ids = []
    # EC2's name of a processor.
    image_ids = { x86_64 = "ami-0aaaaaaaaaaaaaaaa" }
    # An alias.
    kms_key_arn = "alias/shop"
  }
  expect_failures = [
    var.cluster_name,
    var.node_pools,
    var.subnet_ids,
    var.security_group_ids,
    var.image_ids,
    var.kms_key_arn,
  ]
}

run "what_is_nearly_right_is_refused" {
  command = plan
  variables {
    # Too long.
    cluster_name = "a-name-of-22-character"
    # EC2's name of a processor.
    node_pools = { workers = { instance_type = "t3.medium", architecture = "x86_64", count = 2, minimum = 2, maximum = 3, disk_gb = 30 } }
    # A name.
    image_ids = { amd64 = "ubuntu-24.04" }
  }
  expect_failures = [
    var.cluster_name,
    var.node_pools,
    var.image_ids,
  ]
}

run "more_than_there_may_be_are_refused" {
  command = plan
  variables {
    node_pools = { workers = { instance_type = "t3.medium", architecture = "amd64", count = 4, minimum = 2, maximum = 3, disk_gb = 30 } }
  }
  expect_failures = [var.node_pools]
}

run "fewer_than_there_must_be_are_refused" {
  command = plan
  variables {
    node_pools = { workers = { instance_type = "t3.medium", architecture = "amd64", count = 1, minimum = 2, maximum = 3, disk_gb = 30 } }
  }
  expect_failures = [var.node_pools]
}

run "a_disk_that_fills_up_is_refused" {
  command = plan
  variables {
    node_pools = { workers = { instance_type = "t3.medium", architecture = "amd64", count = 2, minimum = 2, maximum = 3, disk_gb = 8 } }
  }
  expect_failures = [var.node_pools]
}

run "a_pool_that_would_never_join_is_refused" {
  command = plan
  variables { user_data = { others = "#cloud-config\n{}\n" } }
  expect_failures = [var.user_data]
}

run "user_data_that_ec2_does_not_take_is_refused" {
  command = plan
  variables {
    # Checksums cannot be compressed.
    user_data = { workers = join("\n", [for number in range(400) : sha512(tostring(number))]) }
  }
  expect_failures = [var.user_data]
}
