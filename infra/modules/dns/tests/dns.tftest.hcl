mock_provider "aws" {}

variables {
  cluster_name = "shop"
  vpc_id       = "vpc-0123456789abcdef0"
  zone_name    = "shop.internal"
  api_name     = "api.shop.internal"
  addresses    = ["10.0.1.10"]
}

run "only_the_vpc_sees_the_zone" {
  command = plan

  assert {
    condition     = aws_route53_zone.this.name == "shop.internal" && toset(aws_route53_zone.this.vpc[*].vpc_id) == toset(["vpc-0123456789abcdef0"])
    error_message = "The zone is another one, or the world's."
  }
  assert {
    condition     = aws_route53_zone.this.tags == tomap({ Name = "shop-internal", Component = "dns" })
    error_message = "The zone has other tags: ${jsonencode(aws_route53_zone.this.tags)}"
  }
}

run "the_name_leads_to_the_only_control_plane" {
  command = plan

  assert {
    condition     = aws_route53_record.api.name == "api.shop.internal" && aws_route53_record.api.type == "A" && aws_route53_record.api.records == toset(["10.0.1.10"])
    error_message = "The record is another: ${jsonencode(aws_route53_record.api)}"
  }
  assert {
    condition     = aws_route53_record.api.ttl == 60 && length(aws_route53_record.api.alias) == 0
    error_message = "Machines remember the address for longer than a minute."
  }
}

run "without_a_load_balancer_it_leads_to_all_of_them" {
  command = plan
  variables {
    addresses = ["10.0.1.10", "10.0.2.10", "10.0.3.10"]
  }

  assert {
    condition     = aws_route53_record.api.records == toset(var.addresses)
    error_message = "The record has other addresses: ${jsonencode(aws_route53_record.api.records)}"
  }
}

run "with_a_load_balancer_it_leads_there_alone" {
  command = plan
  variables {
    addresses     = ["10.0.1.10", "10.0.2.10", "10.0.3.10"]
    load_balancer = { dns_name = "shop-api-0123456789abcdef.elb.ap-northeast-1.amazonaws.com", zone_id = "Z31USIVHYNEOWT" }
  }

  assert {
    condition     = aws_route53_record.api.records == null && aws_route53_record.api.ttl == null
    error_message = "The record has addresses beside the alias: ${jsonencode(aws_route53_record.api.records)}"
  }
  assert {
    condition = (
      length(aws_route53_record.api.alias) == 1
      && one(aws_route53_record.api.alias).name == var.load_balancer.dns_name
      && one(aws_route53_record.api.alias).zone_id == var.load_balancer.zone_id
    )
    error_message = "The alias leads elsewhere: ${jsonencode(aws_route53_record.api.alias)}"
  }
}

run "what_is_wrong_is_refused" {
  command = plan
  variables {
    # A dash at the end.
    cluster_name = "shop-"
    # An ARN.
    vpc_id = "arn:aws:ec2:ap-northeast-1:123456789012:vpc/vpc-0123456789abcdef0"
    # A dot at the end.
    zone_name = "shop.internal."
    # No address.
    addresses = ["10.0.1"]
  }
  expect_failures = [var.cluster_name, var.vpc_id, var.zone_name, var.addresses]
}

run "a_name_of_another_zone_and_one_that_leads_nowhere_are_refused" {
  command = plan
  variables {
    # Of another cluster.
    api_name = "api.other.internal"
    # None, and no load balancer.
    addresses = []
  }
  expect_failures = [var.api_name, var.addresses]
}

run "the_zone_itself_is_no_name_in_it" {
  command = plan
  variables {
    api_name = "shop.internal"
  }
  expect_failures = [var.api_name]
}
