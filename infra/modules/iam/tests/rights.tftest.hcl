# What each machine may do, read from the text that AWS gets.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "ap-northeast-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
}

variables {
  cluster_name = "shop"
  parameter_paths = {
    join               = "/shop/1/join"
    control_plane_join = "/shop/1/control-plane-join"
    ca_certificate     = "/shop/1/ca-certificate"
    status             = "/shop/1/status"
    restore            = "/shop/1/restore"
    runner             = "/shop/runner"
  }
  backup_bucket_arn = "arn:aws:s3:::shop-backup-123456789012"
  backup_prefix     = "control-plane"
  enable_runner     = true
}

run "each_role_has_these_rights_and_no_other" {
  command = plan

  assert {
    condition = jsonencode({
      for role, policy in aws_iam_role_policy.this : role => sort(distinct(flatten([for statement in jsondecode(policy.policy).Statement : statement.Action])))
      }) == jsonencode({
      control-plane = [
        "autoscaling:CompleteLifecycleAction",
        "autoscaling:DescribeAutoScalingInstances",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "s3:AbortMultipartUpload",
        "s3:GetObject",
        "s3:PutObject",
        "ssm:GetParameter",
        "ssm:PutParameter",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      worker = [
        "kms:Decrypt",
        "ssm:GetParameter",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      runner = [
        "kms:Decrypt",
        "ssm:DeleteParameter",
        "ssm:GetParameter",
      ]
    })
    error_message = "A role may do something that nobody has asked for, or may not do what it must."
  }
}

run "cluster" {
  command = plan
  module {
    source = "../cluster-config"
  }
  variables {
    zones                    = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
    node_pools               = { workers = { count = 2, name_prefix = "w" } }
    enable_high_availability = true
    backup                   = { bucket = "shop-backup-123456789012", prefix = "control-plane" }
    runner                   = { version = "2.330.0", architecture = "arm64", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
}

run "the_rights_are_those_that_the_scripts_of_the_machines_need" {
  command = plan
  variables { parameter_paths = run.cluster.parameter_paths }

  assert {
    condition = jsonencode({
      for role, machines in { control-plane = ["control-plane", "control-plane/join"], worker = ["worker/workers"], runner = ["runner"] } : role => sort(distinct(flatten([
        for machine in machines : [
          for call in regexall("(?m)^[^#\n]*\\baws (ssm|autoscaling) ([a-z]+(?:-[a-z]+)*)", run.cluster.user_data[machine]) : "${call[0]}:${replace(title(replace(call[1], "-", " ")), " ", "")}"
        ]
      ])))
      }) == jsonencode({
      for role, policy in aws_iam_role_policy.this : role => sort(distinct(flatten([
        for statement in jsondecode(policy.policy).Statement : [
          for action in flatten([statement.Action]) : action if startswith(action, "autoscaling:") || endswith(action, "Parameter")
        ]
      ])))
    })
    error_message = "A script makes a call that its machine has no right to, or a machine has a right to one that no script of it makes."
  }
}

run "no_right_is_to_everything" {
  command = plan

  assert {
    condition = alltrue([
      for action in flatten([
        for text in concat(values(aws_iam_role_policy.this)[*].policy, [aws_kms_key.this.policy]) : [for statement in jsondecode(text).Statement : statement.Action]
      ]) : !strcontains(action, "*")
    ])
    error_message = "An action is a pattern: what AWS adds to it later nobody has thought about."
  }
  assert {
    # The agent's calls, and whom Auto Scaling is about to end: of these AWS knows no resource.
    condition = alltrue(flatten([
      for policy in values(aws_iam_role_policy.this) : [
        for statement in jsondecode(policy.policy).Statement : contains(["SystemsManagerAgent", "SeeWhoComesAndGoes"], statement.Sid) if contains(flatten([statement.Resource]), "*")
      ]
    ]))
    error_message = "A right is to every resource although AWS could tell them apart."
  }
  assert {
    condition = alltrue(flatten([
      for text in concat(values(aws_iam_role_policy.this)[*].policy, [aws_kms_key.this.policy]) : [
        for statement in jsondecode(text).Statement : statement.Effect == "Allow" && !can(statement.NotAction) && !can(statement.NotResource) && !can(statement.NotPrincipal)
      ]
    ]))
    error_message = "A policy says what is not allowed: what it allows can then no longer be read off."
  }
}

run "each_parameter_has_these_readers_and_writers" {
  command = plan

  assert {
    condition = jsonencode({
      for role, policy in aws_iam_role_policy.this : role => sort(flatten([
        for statement in jsondecode(policy.policy).Statement : [
          for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) :
          "${trimprefix(pair[0], "ssm:")} ${trimprefix(pair[1], "arn:aws:ssm:ap-northeast-1:123456789012:parameter")}" if endswith(pair[0], "Parameter")
        ]
      ]))
      }) == jsonencode({
      control-plane = [
        "GetParameter /shop/1/control-plane-join",
        "GetParameter /shop/1/join",
        "GetParameter /shop/1/restore",
        "PutParameter /shop/1/ca-certificate",
        "PutParameter /shop/1/control-plane-join",
        "PutParameter /shop/1/join",
        "PutParameter /shop/1/restore",
        "PutParameter /shop/1/status",
      ]
      worker = ["GetParameter /shop/1/join"]
      runner = ["DeleteParameter /shop/runner/*", "GetParameter /shop/runner/*"]
    })
    error_message = "A parameter can be read or written by another role than those it is for, or not by these."
  }
}

run "a_runner_reads_only_the_parameter_that_is_tagged_with_it" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.this["runner"].policy).Statement :
      statement.Condition == { StringEquals = { "ec2:SourceInstanceARN" = "arn:aws:ec2:ap-northeast-1:123456789012:instance/$${aws:ResourceTag/InstanceId}" } }
      if contains(flatten([statement.Action]), "ssm:GetParameter")
    ])
    error_message = "A runner can take the configuration that is meant for another one."
  }
}

run "the_key_serves_each_role_for_its_own_parameters_and_backups_alone" {
  command = plan

  assert {
    condition = {
      for role, policy in aws_iam_role_policy.this : role => [
        for statement in jsondecode(policy.policy).Statement : {
          resource = statement.Resource
          via      = statement.Condition.StringEquals["kms:ViaService"]
          context = flatten([
            for conditions in values(statement.Condition) : [for key, value in conditions : value if startswith(key, "kms:EncryptionContext:")]
          ])
        } if startswith(flatten([statement.Action])[0], "kms:")
      ]
      } == {
      control-plane = [
        {
          resource = aws_kms_key.this.arn
          via      = "ssm.ap-northeast-1.amazonaws.com"
          context = [
            "arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/1/join",
            "arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/1/control-plane-join",
          ]
        },
        {
          resource = aws_kms_key.this.arn
          via      = "s3.ap-northeast-1.amazonaws.com"
          context  = ["arn:aws:s3:::shop-backup-123456789012", "arn:aws:s3:::shop-backup-123456789012/control-plane/*"]
        },
      ]
      worker = [{
        resource = aws_kms_key.this.arn
        via      = "ssm.ap-northeast-1.amazonaws.com"
        context  = ["arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/1/join"]
      }]
      runner = [{
        resource = aws_kms_key.this.arn
        via      = "ssm.ap-northeast-1.amazonaws.com"
        context  = ["arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/runner/*"]
      }]
    }
    error_message = "A role may use the key for more than it is for, or without Systems Manager or S3 in between."
  }
}

run "backups_are_written_and_fetched_and_never_deleted" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.this["control-plane"].policy).Statement : statement.Resource if startswith(flatten([statement.Action])[0], "s3:")
    ] == ["arn:aws:s3:::shop-backup-123456789012/control-plane/*"]
    error_message = "A control plane reaches more of the bucket than its backups."
  }
}

run "only_workers_of_this_cluster_are_let_go" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.this["control-plane"].policy).Statement : [statement.Resource, statement.Condition] if statement.Action == "autoscaling:CompleteLifecycleAction"
      ] == [[
        "arn:aws:autoscaling:ap-northeast-1:123456789012:autoScalingGroup:*:autoScalingGroupName/shop-*",
        { StringEquals = { "aws:ResourceTag/Cluster" = "shop" } },
    ]]
    error_message = "The control plane may end the wait of another cluster's machines."
  }
}

run "only_machines_take_on_a_role" {
  command = plan

  assert {
    condition = alltrue([
      for role in values(aws_iam_role.this) : [for statement in jsondecode(role.assume_role_policy).Statement : [statement.Action, statement.Principal]] == [["sts:AssumeRole", { Service = "ec2.amazonaws.com" }]]
    ])
    error_message = "Somebody other than EC2 may take on the role of a machine."
  }
  assert {
    condition     = { for role, profile in aws_iam_instance_profile.this : role => profile.role } == { for role in ["control-plane", "worker", "runner"] : role => "shop-${role}" }
    error_message = "An instance profile has the role of another kind of machine."
  }
}

run "without_a_runner_nobody_has_its_rights" {
  command = plan
  variables { enable_runner = false }

  assert {
    condition     = toset(keys(output.instance_profile_names)) == toset(["control-plane", "worker"]) && toset(keys(output.role_arns)) == toset(["control-plane", "worker"])
    error_message = "There is a role for machines that there are none of."
  }
  assert {
    condition     = !strcontains(aws_kms_key.this.policy, "runner")
    error_message = "The key serves machines that there are none of."
  }
}

run "a_cluster_with_one_control_plane_needs_no_parameter_to_join_it" {
  command = plan
  variables {
    parameter_paths = {
      join           = "/shop/1/join"
      ca_certificate = "/shop/1/ca-certificate"
      status         = "/shop/1/status"
      restore        = "/shop/1/restore"
      runner         = "/shop/runner"
    }
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.this["control-plane"].policy, "control-plane-join")
    error_message = "There is a right to a parameter that there is not."
  }
}

run "a_boundary_bounds_every_role" {
  command = plan
  variables { permissions_boundary_arn = "arn:aws:iam::123456789012:policy/nine-hops-boundary" }

  assert {
    condition     = alltrue([for role in values(aws_iam_role.this) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/nine-hops-boundary"])
    error_message = "A role is not bounded, or could not be made by a pipeline that may make bounded ones only."
  }
}

run "roles_are_where_the_pipeline_may_make_them" {
  command = plan
  variables { path = "/nine-hops/shop/" }

  assert {
    condition     = alltrue([for made in concat(values(aws_iam_role.this), values(aws_iam_instance_profile.this)) : made.path == "/nine-hops/shop/"])
    error_message = "A role or an instance profile has another path."
  }
  assert {
    condition     = strcontains(aws_kms_key.this.policy, "arn:aws:iam::123456789012:role/nine-hops/shop/shop-worker")
    error_message = "The key does not know the roles by the names that they have."
  }
}

run "without_a_boundary_there_is_none" {
  command = plan

  assert {
    condition     = alltrue([for role in values(aws_iam_role.this) : role.permissions_boundary == null])
    error_message = "A role has a boundary that nobody gave."
  }
}

run "what_can_have_tags_has_them" {
  command = plan
  variables { tags = { Owner = "books" } }

  assert {
    condition = alltrue([
      for made in concat(values(aws_iam_role.this), values(aws_iam_instance_profile.this), [aws_kms_key.this]) :
      made.tags["Component"] == "iam" && startswith(made.tags["Name"], "shop") && made.tags["Owner"] == "books"
    ])
    error_message = "Name, Component or a tag of the caller is missing."
  }
}
