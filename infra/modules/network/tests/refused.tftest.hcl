# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {}

variables {
  cluster_name = "shop"
  vpc_cidr     = "10.0.0.0/16"
  subnets = {
    private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.1.0/24" }
    public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
  }
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # Begins with a digit.
    cluster_name = "9hops"
    # No network.
    vpc_cidr = "ten"
    # Unknown.
    nat_mode = "cloud"
    # A name.
    nat_image_id = "ubuntu-24.04"
    # Unknown.
    flow_log_traffic = "NONE"
    # A number that CloudWatch does not have.
    flow_log_retention_days = 100
    # An alias.
    kms_key_arn = "alias/shop"
    # No slash at the end.
    path = "/nine-hops"
    # A role.
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/machines"
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.nat_mode,
    var.nat_image_id,
    var.flow_log_traffic,
    var.flow_log_retention_days,
    var.kms_key_arn,
    var.path,
    var.permissions_boundary_arn,
  ]
}

run "an_address_in_a_network_is_no_network" {
  command = plan
  variables {
    vpc_cidr = "10.0.0.1/16"
  }
  expect_failures = [var.vpc_cidr]
}

run "a_vpc_cannot_be_larger_than_aws_has_them" {
  command = plan
  variables {
    vpc_cidr = "10.0.0.0/8"
  }
  expect_failures = [var.vpc_cidr]
}

run "a_subnet_has_its_name_as_key" {
  command = plan
  variables {
    subnets = {
      first    = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.1.0/24" }
      public-a = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "a_region_is_no_zone" {
  command = plan
  variables {
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1", cidr_block = "10.0.1.0/24" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "a_subnet_is_in_the_vpc" {
  command = plan
  variables {
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.1.1.0/24" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "a_subnet_is_not_larger_than_the_vpc" {
  command = plan
  variables {
    vpc_cidr = "10.0.0.0/20"
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.0.0/18" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "subnets_have_no_address_in_common" {
  command = plan
  variables {
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.96.0/20" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "there_is_a_subnet_of_each_kind" {
  command = plan
  variables {
    subnets = {
      public-a = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.subnets]
}

run "an_instance_serves_all_zones" {
  command = plan
  variables {
    nat_mode            = "instance"
    enable_nat_per_zone = true
  }
  expect_failures = [var.enable_nat_per_zone]
}

run "a_gateway_of_a_zone_needs_a_public_subnet_there" {
  command = plan
  variables {
    enable_nat_per_zone = true
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.1.0/24" }
      private-c = { name = "private-c", public = false, zone = "ap-northeast-1c", cidr_block = "10.0.2.0/24" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }
  expect_failures = [var.enable_nat_per_zone]
}
