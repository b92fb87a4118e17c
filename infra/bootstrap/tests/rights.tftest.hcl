# What the roles may do, walked statement by statement in the text that AWS gets.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  organization    = "acme"
  clusters        = ["shop", "trial"]
  hosted_zone_ids = ["Z0123456789ABCDEFGHIJ"]
  github          = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123" }
}

run "nothing_is_given_whole" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : statement.Effect == "Allow" && !can(statement.NotAction) && !can(statement.NotResource) && alltrue([
          for action in statement.Action : can(regex("^[a-z0-9]+:([A-Z][A-Za-z0-9]+|(Describe|GetBucket)\\*)$", action))
        ])
      ]
    ]))
    error_message = "A right is a wildcard, or everything but something."
  }
  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : !contains(statement.Resource, "*") || can(statement.Condition) || alltrue([
          for action in statement.Action : can(regex("^[a-z0-9]+:(Describe|Get|List|View)", action)) || action == "route53:CreateHostedZone"
        ])
      ]
    ]))
    error_message = "Something may be changed whosever it is."
  }
  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : length(regexall("[^A-Za-z0-9]", statement.Sid)) == 0
      ]
    ]))
    error_message = "AWS takes letters and digits for a Sid."
  }
  assert {
    condition     = alltrue([for name, policy in aws_iam_policy.pipeline : length(distinct(jsondecode(policy.policy).Statement[*].Sid)) == length(jsondecode(policy.policy).Statement)])
    error_message = "A policy has two statements of one Sid."
  }
}

run "who_plans_changes_nothing" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for right in concat(local.pipeline.platform-plan.rights, local.pipeline.apps-plan.rights, local.pipeline.backup-read.rights) : [
        for statement in jsondecode(aws_iam_policy.pipeline[right].policy).Statement : [
          for action in statement.Action :
          can(regex("^[a-z0-9]+:(Describe|Get|List|View)", action)) ||
          contains(["kms:Decrypt", "kms:GenerateDataKey"], action) ||
          (action == "s3:PutObject" && alltrue([for resource in statement.Resource : can(regex(":::acme-nine-hops-tfstate-123456789012/plans/(platform|addons|apps)/\\*$", resource))]))
        ]
      ]
    ]))
    error_message = "Somebody who plans may change something else than the plan."
  }
  assert {
    condition = !anytrue(flatten([
      for right in ["platform-plan-state", "apps-plan-state", "platform-apply-state", "apps-apply-state"] : [
        for statement in jsondecode(aws_iam_policy.pipeline[right].policy).Statement : [for resource in statement.Resource : strcontains(resource, "bootstrap")]
      ]
    ]))
    error_message = "A job may read or write the state of the roles themselves."
  }
}

run "who_applies_has_its_own_states_and_no_others" {
  command = plan

  assert {
    condition = {
      for whose in ["platform", "apps"] : whose => join("\n", sort(flatten([
        for statement in jsondecode(aws_iam_policy.pipeline["${whose}-apply-state"].policy).Statement : [
          for pair in setproduct(statement.Action, statement.Resource) :
          "${trimprefix(pair[0], "s3:")} ${trimprefix(pair[1], "arn:aws:s3:::acme-nine-hops-tfstate-123456789012/")}"
        ] if startswith(statement.Action[0], "s3:") && !contains(statement.Action, "s3:ListBucket")
      ])))
      } == {
      platform = join("\n", [
        "DeleteObject prod/platform/terraform.tfstate.tflock",
        "GetObject plans/platform/*",
        "GetObject prod/platform/terraform.tfstate",
        "GetObject prod/platform/terraform.tfstate.tflock",
        "GetObjectVersion plans/platform/*",
        "PutObject prod/platform/terraform.tfstate",
        "PutObject prod/platform/terraform.tfstate.tflock",
      ])
      apps = join("\n", [
        "DeleteObject prod/addons/terraform.tfstate.tflock",
        "DeleteObject prod/apps/terraform.tfstate.tflock",
        "GetObject plans/addons/*",
        "GetObject plans/apps/*",
        "GetObject prod/addons/terraform.tfstate",
        "GetObject prod/addons/terraform.tfstate.tflock",
        "GetObject prod/apps/terraform.tfstate",
        "GetObject prod/apps/terraform.tfstate.tflock",
        "GetObjectVersion plans/addons/*",
        "GetObjectVersion plans/apps/*",
        "PutObject prod/addons/terraform.tfstate",
        "PutObject prod/addons/terraform.tfstate.tflock",
        "PutObject prod/apps/terraform.tfstate",
        "PutObject prod/apps/terraform.tfstate.tflock",
      ])
    }
    error_message = "Who applies may do more or less with states, locks and plans than it has to."
  }
}

run "who_applies_apps_has_nothing_of_ec2_and_no_secret" {
  command = plan

  assert {
    condition = setunion(flatten([
      for right in concat(local.pipeline.apps-apply.rights, local.pipeline.apps-plan.rights) : [
        for statement in jsondecode(aws_iam_policy.pipeline[right].policy).Statement : [for action in statement.Action : split(":", action)[0]]
      ]
    ])) == toset(["kms", "s3", "ssm"])
    error_message = "The apps' jobs may do something with another service."
  }
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_policy.pipeline["platform-parameters"].policy).Statement : [
        for resource in statement.Resource : can(regex(":parameter/(shop|trial)/(platform(/\\*)?|\\*/(ca-certificate|status))$", resource))
      ]
    ]))
    error_message = "Parameters outside of the platform's can be read."
  }
}

run "roles_are_made_below_the_path_and_within_the_boundary" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : [
          for resource in statement.Resource :
          can(regex("^arn:aws:iam::123456789012:(role|instance-profile)/nine-hops/(shop|trial)/(\\*|(shop|trial)-runner)$", resource)) ||
          (statement.Action == ["iam:CreateServiceLinkedRole"] && startswith(resource, "arn:aws:iam::123456789012:role/aws-service-role/"))
        ] if anytrue([for action in statement.Action : startswith(action, "iam:")])
      ]
    ]))
    error_message = "A role elsewhere can be made, changed or given away."
  }
  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement :
        try(statement.Condition.StringEquals["iam:PermissionsBoundary"], []) == ["arn:aws:iam::123456789012:policy/nine-hops/nine-hops-machines"]
        if length(setintersection(statement.Action, ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"])) > 0
      ]
    ]))
    error_message = "A role can be made, or be given rights, without its boundary."
  }
  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : can(statement.Condition.StringEquals["iam:PassedToService"])
        if contains(statement.Action, "iam:PassRole")
      ]
    ]))
    error_message = "A role can be given to any service."
  }
  assert {
    condition = !anytrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement : [
          for action in statement.Action :
          can(regex("^iam:(.*(User|AccessKey|LoginProfile|Group|OpenIDConnectProvider|SAMLProvider).*|DeleteRolePermissionsBoundary|CreatePolicy.*)$", action))
        ]
      ]
    ]))
    error_message = "A key that lives on, another trust, or a role without its boundary can be made."
  }
}

run "the_boundary_of_the_pipeline_forbids_what_no_policy_may_give" {
  command = plan

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_iam_policy.boundary["pipeline"].policy).Statement :
      statement.Effect == "Deny" && try(statement.Action, []) == ["iam:*"] && alltrue([
        for resource in try(statement.NotResource, ["none"]) : can(regex("^arn:aws:iam::123456789012:(role|instance-profile)/(nine-hops/(shop|trial)|aws-service-role)/\\*$", resource))
      ])
    ])
    error_message = "Roles outside of the clusters' paths, and so the pipeline's own, are not forbidden."
  }
  assert {
    condition = anytrue([
      for statement in jsondecode(aws_iam_policy.boundary["pipeline"].policy).Statement :
      statement.Effect == "Deny" && try(contains(statement.Action, "iam:CreateRole") && contains(statement.Action, "iam:PutRolePermissionsBoundary"), false) &&
      try(statement.Condition.StringNotEquals["iam:PermissionsBoundary"], []) == ["arn:aws:iam::123456789012:policy/nine-hops/nine-hops-machines"]
    ])
    error_message = "A role without the machines' boundary is not forbidden."
  }
  assert {
    condition = anytrue([
      for statement in jsondecode(aws_iam_policy.boundary["pipeline"].policy).Statement :
      statement.Effect == "Deny" && try(contains(statement.Action, "iam:DeleteRolePermissionsBoundary"), false) && !can(statement.Condition)
    ])
    error_message = "A boundary may be taken away."
  }
  assert {
    condition = anytrue([
      for statement in jsondecode(aws_iam_policy.boundary["pipeline"].policy).Statement :
      statement.Effect == "Deny" && try(contains(statement.Action, "s3:PutBucket*") && contains(statement.Action, "s3:DeleteObjectVersion"), false)
    ])
    error_message = "What guards the states may be changed."
  }
}

run "the_boundary_of_the_pipeline_forbids_nothing_that_it_needs" {
  command = plan

  assert {
    condition = length(setsubtract(
      setunion([for right in local.pipeline.platform-apply.rights : toset(flatten([
        for statement in jsondecode(aws_iam_policy.pipeline[right].policy).Statement : [for action in statement.Action : "${split(":", action)[0]}:*"]
      ]))]...),
      setunion([for statement in jsondecode(aws_iam_policy.boundary["pipeline"].policy).Statement : toset(statement.Action) if statement.Effect == "Allow"]...),
    )) == 0
    error_message = "A right is outside of the boundary, so nobody has it."
  }
}

run "machines_never_get_more_than_machines_need" {
  command = plan

  assert {
    condition = setunion(flatten([
      for statement in jsondecode(aws_iam_policy.boundary["machines"].policy).Statement : [for action in statement.Action : split(":", action)[0]]
    ])) == toset(["autoscaling", "ec2", "ec2messages", "kms", "logs", "s3", "ssm", "ssmmessages"])
    error_message = "A machine's role could be given another service."
  }
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_policy.boundary["machines"].policy).Statement : [
        for action in statement.Action : startswith(action, "ec2:Describe")
        if startswith(action, "ec2:")
      ]
    ]))
    error_message = "A machine could be given the right to change EC2."
  }
}

run "rules_are_written_into_our_own_security_groups_alone" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_policy.pipeline : [
        for statement in jsondecode(policy.policy).Statement :
        try(statement.Condition.StringEquals["aws:ResourceTag/Cluster"], []) == ["shop", "trial"] ||
        statement.Resource == ["arn:aws:ec2:ap-northeast-1:123456789012:security-group-rule/*"]
        if contains(statement.Action, "ec2:AuthorizeSecurityGroupIngress")
      ]
    ]))
    error_message = "A group of somebody else could be opened."
  }
}

run "of_keys_that_do_not_have_the_tag_rotation_can_be_switched_on_and_no_more" {
  command = plan

  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_policy.pipeline["platform-keys"].policy).Statement : statement.Action
      if !can(statement.Condition) && statement.Resource == ["arn:aws:kms:ap-northeast-1:123456789012:key/*"]
    ])) == toset(["kms:EnableKeyRotation"])
    error_message = "Somebody else's key could be changed, or a new one gets no rotation while its tag does not count yet."
  }
}

run "runners_start_from_the_template_alone" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.pipeline["runner"].policy).Statement :
      try(statement.Condition.StringEquals["aws:ResourceTag/Component"], []) == ["runner"] || try(statement.Condition.Bool["ec2:IsLaunchTemplateResource"], "") == "true"
      if contains(statement.Action, "ec2:RunInstances")
    ])
    error_message = "A machine can be started otherwise than as the template says."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.pipeline["runner"].policy).Statement : try(statement.Condition.StringEquals["aws:ResourceTag/Component"], []) == ["runner"]
      if contains(statement.Action, "ec2:TerminateInstances")
    ])
    error_message = "Another machine than a runner can be ended."
  }
}

run "three_clusters_with_long_names_still_fit" {
  command = plan
  variables {
    organization = "an-organization-of-27-chars"
    project      = "a-project-14ch"
    clusters     = ["a-cluster-with-21-cha", "b-cluster-with-21-cha", "c-cluster-with-21-cha"]
  }

  assert {
    condition     = alltrue([for policy in concat(values(aws_iam_policy.pipeline), values(aws_iam_policy.boundary)) : length(policy.policy) <= 6144])
    error_message = "A policy is longer than AWS's limit."
  }
}
