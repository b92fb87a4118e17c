# Who gets which role: jobs of one repository, in one environment each, for an hour.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  organization = "acme"
  clusters     = ["shop"]
  github       = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123" }
}

run "each_environment_has_one_role" {
  command = plan

  assert {
    condition = output.role_environments == {
      runner-launcher = "runner"
      platform-plan   = "platform-plan"
      platform-apply  = "platform"
      apps-plan       = "apps-plan"
      apps-apply      = "apps"
      backup-read     = "restore-test"
    }
    error_message = "A role is of another environment than the pipeline says."
  }
  assert {
    condition     = alltrue([for key, role in aws_iam_role.pipeline : role.name == "gha-${key}" && role.path == "/nine-hops/" && role.max_session_duration == 3600])
    error_message = "A role has another name or path, or lasts longer than an hour."
  }
}

run "only_jobs_of_that_environment_are_trusted" {
  command = plan

  assert {
    condition = alltrue([
      for key, role in aws_iam_role.pipeline : length(jsondecode(role.assume_role_policy).Statement) == 1 && alltrue([
        for statement in jsondecode(role.assume_role_policy).Statement :
        statement.Effect == "Allow" && statement.Action == "sts:AssumeRoleWithWebIdentity" &&
        statement.Principal == { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" } &&
        keys(statement.Condition) == ["StringEquals"] &&
        statement.Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com" &&
        statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:acme@45/shop@123:environment:${output.role_environments[key]}"]
      ])
    ])
    error_message = "A role trusts somebody else than the jobs of its environment."
  }
  assert {
    condition     = alltrue([for provider in aws_iam_openid_connect_provider.github : provider.client_id_list == toset(["sts.amazonaws.com"])])
    error_message = "Tokens that were made for somebody else are taken."
  }
}

run "a_repository_may_be_known_by_its_name" {
  command = plan
  variables {
    github = { owner = "acme", repository = "shop", subject_forms = ["name"] }
  }

  assert {
    condition     = local.trust.apps-apply.Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:acme/shop:environment:apps"]
    error_message = "The name is not GitHub's old form."
  }
}

run "while_a_repository_changes_over_both_are_known" {
  command = plan
  variables {
    github = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123", subject_forms = ["name", "id"] }
  }

  assert {
    condition = local.trust.apps-apply.Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [
      "repo:acme@45/shop@123:environment:apps", "repo:acme/shop:environment:apps",
    ]
    error_message = "One of the two forms is missing."
  }
}

run "a_trust_in_github_that_is_there_is_taken" {
  command = plan
  variables {
    enable_oidc_provider = false
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && local.trust.apps-plan.Statement[0].Principal.Federated == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    error_message = "A second one is made, which AWS refuses, or none is used."
  }
}

run "the_role_that_makes_roles_is_bounded" {
  command = plan

  assert {
    condition     = [for key, role in aws_iam_role.pipeline : key if role.permissions_boundary != null] == ["platform-apply"]
    error_message = "The role that makes the platform has no boundary."
  }
  assert {
    condition     = output.machines_iam_paths == { shop = "/nine-hops/shop/" }
    error_message = "Roles of machines are to be where the pipeline may make none."
  }
  assert {
    condition     = alltrue([for count in [for role in local.pipeline : length(role.rights)] : count <= 10])
    error_message = "A role has more policies than AWS attaches to one: 10."
  }
}
