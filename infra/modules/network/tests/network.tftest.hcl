# Applied, for what leads where is known only then.
mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "ap-northeast-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
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

run "the_vpc_resolves_names_of_private_zones" {
  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16" && aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "Machines do not find the API server by its name."
  }
  assert {
    condition     = output.vpc_id == aws_vpc.this.id && output.vpc_cidr == "10.0.0.0/16"
    error_message = "Outputs are of another VPC."
  }
}

run "the_group_that_everything_falls_into_is_closed" {
  # As it is written: AWS answers with more.
  command = plan

  assert {
    condition     = aws_default_security_group.this.tags.Name == "shop-default-closed"
    error_message = "The default security group is left as AWS made it."
  }
}

run "every_subnet_is_where_it_belongs_and_gives_nobody_a_public_address" {
  assert {
    condition = alltrue([
      for name, subnet in aws_subnet.this :
      subnet.availability_zone == var.subnets[name].zone && subnet.cidr_block == var.subnets[name].cidr_block && subnet.vpc_id == aws_vpc.this.id
    ])
    error_message = "A subnet is elsewhere."
  }
  assert {
    condition     = alltrue([for subnet in values(aws_subnet.this) : !subnet.map_public_ip_on_launch])
    error_message = "Machines get public addresses by being in a subnet."
  }
  assert {
    condition = (
      { for name in ["private-a", "private-c"] : name => aws_subnet.this[name].id } == { for name, id in output.private_subnet_ids : name => id }
      && { for name in ["public-a", "public-c"] : name => aws_subnet.this[name].id } == { for name, id in output.public_subnet_ids : name => id }
    )
    error_message = "Outputs have other subnets: ${jsonencode([output.private_subnet_ids, output.public_subnet_ids])}"
  }
}

run "public_subnets_lead_to_the_internet_and_private_ones_by_zone_to_their_own_table" {
  assert {
    condition     = aws_route.public.destination_cidr_block == "0.0.0.0/0" && aws_route.public.gateway_id == aws_internet_gateway.this.id && aws_route.public.route_table_id == aws_route_table.public.id
    error_message = "The public table does not lead to the internet."
  }
  assert {
    condition = { for name, association in aws_route_table_association.this : name => association.route_table_id } == {
      private-a = aws_route_table.private["ap-northeast-1a"].id
      private-c = aws_route_table.private["ap-northeast-1c"].id
      public-a  = aws_route_table.public.id
      public-c  = aws_route_table.public.id
    }
    error_message = "A subnet has another table."
  }
}

run "s3_is_reached_without_nat" {
  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.ap-northeast-1.s3"
    error_message = "What goes to S3 is paid by the gigabyte."
  }
  assert {
    condition     = aws_vpc_endpoint.s3.route_table_ids == toset([for table in values(aws_route_table.private) : table.id])
    error_message = "A private subnet does not know the way to S3."
  }
}

run "systems_manager_is_reached_without_nat_where_wanted" {
  variables {
    enable_ssm_endpoints = true
  }

  assert {
    condition = { for name, endpoint in aws_vpc_endpoint.ssm : name => endpoint.service_name } == {
      ec2messages = "com.amazonaws.ap-northeast-1.ec2messages"
      ssm         = "com.amazonaws.ap-northeast-1.ssm"
      ssmmessages = "com.amazonaws.ap-northeast-1.ssmmessages"
    }
    error_message = "Endpoints differ: ${jsonencode(keys(aws_vpc_endpoint.ssm))}"
  }
  assert {
    condition = alltrue([
      for endpoint in values(aws_vpc_endpoint.ssm) :
      endpoint.vpc_endpoint_type == "Interface"
      && endpoint.private_dns_enabled
      && endpoint.subnet_ids == toset(values(output.private_subnet_ids))
      && endpoint.security_group_ids == toset([aws_security_group.endpoints["this"].id])
    ])
    error_message = "An endpoint is not where machines look for it."
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.endpoints["this"].cidr_ipv4 == "10.0.0.0/16"
      && aws_vpc_security_group_ingress_rule.endpoints["this"].from_port == 443
      && aws_vpc_security_group_ingress_rule.endpoints["this"].to_port == 443
      && aws_vpc_security_group_ingress_rule.endpoints["this"].security_group_id == aws_security_group.endpoints["this"].id
    )
    error_message = "Machines do not reach the endpoints, or others do."
  }
}

run "and_not_where_it_is_not" {
  assert {
    condition     = length(aws_vpc_endpoint.ssm) == 0 && length(aws_security_group.endpoints) == 0 && length(aws_vpc_security_group_ingress_rule.endpoints) == 0
    error_message = "Endpoints are paid that nobody wants."
  }
}

run "two_private_subnets_of_a_zone_share_its_table_and_its_endpoint" {
  variables {
    enable_ssm_endpoints = true
    subnets = {
      private-a = { name = "private-a", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.1.0/24" }
      private-b = { name = "private-b", public = false, zone = "ap-northeast-1a", cidr_block = "10.0.2.0/24" }
      public-a  = { name = "public-a", public = true, zone = "ap-northeast-1a", cidr_block = "10.0.101.0/24" }
    }
  }

  assert {
    condition     = length(aws_route_table.private) == 1 && aws_vpc_endpoint.ssm["ssm"].subnet_ids == toset([aws_subnet.this["private-a"].id])
    error_message = "An endpoint is twice in one zone, which AWS refuses."
  }
}

run "what_is_turned_away_is_recorded_for_a_year" {
  assert {
    condition = (
      aws_flow_log.this["this"].vpc_id == aws_vpc.this.id
      && aws_flow_log.this["this"].traffic_type == "REJECT"
      && aws_flow_log.this["this"].log_destination == aws_cloudwatch_log_group.flow_logs["this"].arn
      && aws_flow_log.this["this"].iam_role_arn == aws_iam_role.flow_logs["this"].arn
    )
    error_message = "Nobody sees what security groups turn away."
  }
  assert {
    condition     = aws_cloudwatch_log_group.flow_logs["this"].retention_in_days == 365 && aws_cloudwatch_log_group.flow_logs["this"].name == "/shop/flow-logs"
    error_message = "The record is kept elsewhere, or for another time."
  }
}

run "the_record_is_written_by_the_service_for_this_account_and_to_its_group_alone" {
  variables {
    path                     = "/nine-hops/shop/"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/machines"
    kms_key_arn              = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = jsondecode(aws_iam_role.flow_logs["this"].assume_role_policy).Statement[0].Principal == { Service = "vpc-flow-logs.amazonaws.com" } && jsondecode(aws_iam_role.flow_logs["this"].assume_role_policy).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = "123456789012" }
      ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:ap-northeast-1:123456789012:vpc-flow-log/*" }
    }
    error_message = "Somebody else can have the role."
  }
  assert {
    condition = (
      length(jsondecode(aws_iam_role_policy.flow_logs["this"].policy).Statement) == 1
      && jsondecode(aws_iam_role_policy.flow_logs["this"].policy).Statement[0].Resource == "arn:aws:logs:ap-northeast-1:123456789012:log-group:/shop/flow-logs:*"
      && alltrue([for action in jsondecode(aws_iam_role_policy.flow_logs["this"].policy).Statement[0].Action : can(regex("^logs:(Create|Describe|Put)Log[A-Za-z]+$", action))])
    )
    error_message = "The role may do more than write the record: ${aws_iam_role_policy.flow_logs["this"].policy}"
  }
  assert {
    condition     = aws_iam_role.flow_logs["this"].permissions_boundary == var.permissions_boundary_arn && aws_cloudwatch_log_group.flow_logs["this"].kms_key_id == var.kms_key_arn
    error_message = "The boundary or the key is not used."
  }
  assert {
    condition     = aws_iam_role.flow_logs["this"].path == "/nine-hops/shop/"
    error_message = "The role is outside of the path that the pipeline may make roles in."
  }
}

run "everything_can_be_recorded_or_nothing" {
  variables {
    flow_log_traffic        = "ALL"
    flow_log_retention_days = 14
  }

  assert {
    condition     = aws_flow_log.this["this"].traffic_type == "ALL" && aws_cloudwatch_log_group.flow_logs["this"].retention_in_days == 14
    error_message = "Another record is kept than the one that was asked for."
  }
}

run "nothing_is_recorded_where_nobody_wants_it" {
  variables {
    enable_flow_logs = false
  }

  assert {
    condition     = length(aws_flow_log.this) + length(aws_cloudwatch_log_group.flow_logs) + length(aws_iam_role.flow_logs) + length(aws_iam_role_policy.flow_logs) == 0
    error_message = "Something of the record is left."
  }
}
