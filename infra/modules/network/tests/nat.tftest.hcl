# Ways out of private subnets. Applied, for what leads where is known only then.
mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "ap-northeast-1" }
  }
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0123456789abcdef0" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-0fedcba9876543210", architecture = "arm64" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/shop/flow-logs" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/shop-flow-logs" }
  }
}

variables {
  cluster_name = "shop"
  vpc_cidr     = "10.0.0.0/16"
  subnets = {
    private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.1.0/24" }
    private-c = { name = "private-c", public = false, zone = "ap-northeast-1c", cidr_block = "10.0.2.0/24" }
    public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    public-c  = { name = "public-c", public = true, zone = "ap-northeast-1c", cidr_block = "10.0.102.0/24" }
  }
}

run "one_gateway_serves_all_zones" {
  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(["ap-northeast-1a"]) && aws_nat_gateway.this["ap-northeast-1a"].subnet_id == aws_subnet.this["public-a"].id
    error_message = "NAT gateways differ: ${jsonencode(keys(aws_nat_gateway.this))}"
  }
  assert {
    condition = { for zone, route in aws_route.private : zone => "${route.destination_cidr_block} ${route.nat_gateway_id}" } == {
      ap-northeast-1a = "0.0.0.0/0 ${aws_nat_gateway.this["ap-northeast-1a"].id}"
      ap-northeast-1c = "0.0.0.0/0 ${aws_nat_gateway.this["ap-northeast-1a"].id}"
    }
    error_message = "A zone has another way out."
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.private : route.route_table_id == aws_route_table.private[zone].id])
    error_message = "A route is in another table."
  }
  assert {
    condition     = output.nat_public_ips == [aws_eip.nat["gateway/ap-northeast-1a"].public_ip] && aws_nat_gateway.this["ap-northeast-1a"].allocation_id == aws_eip.nat["gateway/ap-northeast-1a"].id
    error_message = "Machines come from another address than is said."
  }
  assert {
    condition     = length(aws_instance.nat) + length(aws_network_interface.nat) + length(aws_security_group.nat) + length(aws_vpc_security_group_ingress_rule.nat) == 0
    error_message = "There is a NAT instance, too."
  }
}

run "each_zone_can_have_its_own" {
  variables {
    enable_nat_per_zone = true
  }

  assert {
    condition = { for zone, gateway in aws_nat_gateway.this : zone => gateway.subnet_id } == {
      ap-northeast-1a = aws_subnet.this["public-a"].id
      ap-northeast-1c = aws_subnet.this["public-c"].id
    }
    error_message = "NAT gateways differ: ${jsonencode(keys(aws_nat_gateway.this))}"
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.private : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "A zone leaves by another one's gateway, and falls with it."
  }
  assert {
    condition     = length(output.nat_public_ips) == 2
    error_message = "Addresses are missing: ${jsonencode(output.nat_public_ips)}"
  }
}

run "a_small_machine_can_do_it" {
  variables {
    nat_mode = "instance"
    tags     = { Project = "nine-hops" }
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && toset(keys(aws_instance.nat)) == toset(["ap-northeast-1a"])
    error_message = "There is not one NAT instance."
  }
  assert {
    condition = alltrue([
      for route in values(aws_route.private) :
      route.destination_cidr_block == "0.0.0.0/0" && route.network_interface_id == aws_network_interface.nat["ap-northeast-1a"].id
    ])
    error_message = "A zone has another way out."
  }
  assert {
    condition = (
      aws_network_interface.nat["ap-northeast-1a"].subnet_id == aws_subnet.this["public-a"].id
      && !aws_network_interface.nat["ap-northeast-1a"].source_dest_check
      && aws_network_interface.nat["ap-northeast-1a"].security_groups == toset([aws_security_group.nat["this"].id])
      && one(aws_instance.nat["ap-northeast-1a"].primary_network_interface).network_interface_id == aws_network_interface.nat["ap-northeast-1a"].id
    )
    error_message = "The machine cannot forward."
  }
  assert {
    condition = (
      aws_eip_association.nat["ap-northeast-1a"].network_interface_id == aws_network_interface.nat["ap-northeast-1a"].id
      && aws_eip_association.nat["ap-northeast-1a"].allocation_id == aws_eip.nat["instance/ap-northeast-1a"].id
      && output.nat_public_ips == [aws_eip.nat["instance/ap-northeast-1a"].public_ip]
    )
    error_message = "Machines come from another address than is said."
  }
  assert {
    condition = (
      aws_instance.nat["ap-northeast-1a"].instance_type == "t4g.nano"
      && aws_instance.nat["ap-northeast-1a"].ami == "ami-0123456789abcdef0"
      && one(aws_instance.nat["ap-northeast-1a"].credit_specification).cpu_credits == "standard"
      && aws_instance.nat["ap-northeast-1a"].user_data_replace_on_change
    )
    error_message = "The machine is another one."
  }
}

run "nobody_signs_in_to_it_and_nobody_borrows_its_identity" {
  variables {
    nat_mode = "instance"
    tags     = { Project = "nine-hops" }
  }

  assert {
    condition = (
      one(aws_instance.nat["ap-northeast-1a"].metadata_options).http_tokens == "required"
      && one(aws_instance.nat["ap-northeast-1a"].metadata_options).http_put_response_hop_limit == 1
    )
    error_message = "Its metadata can be asked without a token, or through it."
  }
  assert {
    condition = (
      one(aws_instance.nat["ap-northeast-1a"].root_block_device).encrypted
      && one(aws_instance.nat["ap-northeast-1a"].root_block_device).volume_type == "gp3"
      && one(aws_instance.nat["ap-northeast-1a"].root_block_device).tags.Project == "nine-hops"
    )
    error_message = "Its disk is not encrypted, or has no tags."
  }
}

run "it_lets_in_the_web_of_private_subnets_and_lets_out_the_same" {
  variables {
    nat_mode = "instance"
    tags     = { Project = "nine-hops" }
  }

  assert {
    condition = { for name, rule in aws_vpc_security_group_ingress_rule.nat : name => "${rule.ip_protocol} ${rule.from_port}-${rule.to_port} ${rule.cidr_ipv4}" } == {
      "private-a/http"  = "tcp 80-80 10.0.1.0/24"
      "private-a/https" = "tcp 443-443 10.0.1.0/24"
      "private-c/http"  = "tcp 80-80 10.0.2.0/24"
      "private-c/https" = "tcp 443-443 10.0.2.0/24"
    }
    error_message = "Others are let in, or something else: ${jsonencode(keys(aws_vpc_security_group_ingress_rule.nat))}"
  }
  assert {
    condition = { for name, rule in aws_vpc_security_group_egress_rule.nat : name => "${rule.ip_protocol} ${rule.from_port}-${rule.to_port} ${rule.cidr_ipv4}" } == {
      http  = "tcp 80-80 0.0.0.0/0"
      https = "tcp 443-443 0.0.0.0/0"
    }
    error_message = "Something else is let out: ${jsonencode(keys(aws_vpc_security_group_egress_rule.nat))}"
  }
}

run "its_user_data_forwards_and_masks" {
  command = plan

  assert {
    condition     = startswith(local.nat_user_data, "#cloud-config\n") && yamldecode(local.nat_user_data).packages == ["nftables"]
    error_message = "cloud-init does not take it, or nftables is missing."
  }
  assert {
    condition = alltrue([
      for path, line in {
        "/etc/nat.nft"                    = "masquerade"
        "/etc/systemd/system/nat.service" = "ExecStart=/usr/sbin/nft --file /etc/nat.nft"
      } :
      anytrue([for file in yamldecode(local.nat_user_data).write_files : file.path == path && strcontains(file.content, line)])
    ])
    error_message = "A file that it forwards with is missing."
  }
  assert {
    condition     = yamldecode(local.nat_user_data).users == []
    error_message = "There is a user to sign in as."
  }
}

run "an_image_can_be_given" {
  variables {
    nat_mode     = "instance"
    nat_image_id = "ami-0fedcba9876543210"
  }
  # Those that run keep theirs, so this is another cluster.
  state_key = "image"

  assert {
    condition     = aws_instance.nat["ap-northeast-1a"].ami == "ami-0fedcba9876543210"
    error_message = "The machine starts from another image."
  }
}

run "machines_stay_inside_where_there_is_no_way_out" {
  variables {
    nat_mode = "none"
  }

  assert {
    condition     = length(aws_route.private) + length(aws_nat_gateway.this) + length(aws_instance.nat) + length(aws_eip.nat) == 0
    error_message = "There is a way out."
  }
  assert {
    condition     = length(aws_route_table.private) == 2 && output.nat_public_ips == []
    error_message = "Private subnets have no tables of their own."
  }
}

run "a_zone_without_machines_gets_no_nat" {
  variables {
    subnets = {
      private-c = { name = "private-c", public = false, zone = "ap-northeast-1c", cidr_block = "10.0.2.0/24" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
      public-c  = { name = "public-c", public = true, zone = "ap-northeast-1c", cidr_block = "10.0.102.0/24" }
    }
  }

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(["ap-northeast-1c"])
    error_message = "What machines call crosses zones, and is paid for it."
  }
}

run "everything_has_its_tags" {
  variables {
    nat_mode             = "instance"
    enable_ssm_endpoints = true
  }

  assert {
    condition = alltrue([
      for tags in concat(
        [aws_vpc.this.tags, aws_default_security_group.this.tags, aws_internet_gateway.this.tags, aws_route_table.public.tags, aws_vpc_endpoint.s3.tags],
        values(aws_subnet.this)[*].tags,
        values(aws_route_table.private)[*].tags,
        values(aws_eip.nat)[*].tags,
        values(aws_network_interface.nat)[*].tags,
        values(aws_instance.nat)[*].tags,
        values(aws_security_group.nat)[*].tags,
        values(aws_vpc_security_group_ingress_rule.nat)[*].tags,
        values(aws_vpc_security_group_egress_rule.nat)[*].tags,
        values(aws_vpc_endpoint.ssm)[*].tags,
        values(aws_security_group.endpoints)[*].tags,
        values(aws_vpc_security_group_ingress_rule.endpoints)[*].tags,
        values(aws_cloudwatch_log_group.flow_logs)[*].tags,
        values(aws_flow_log.this)[*].tags,
        values(aws_iam_role.flow_logs)[*].tags,
      ) :
      tags.Component == "network" && length(tags.Name) > 0
    ])
    error_message = "Something has no tags."
  }
}
