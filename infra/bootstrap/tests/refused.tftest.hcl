# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  organization = "acme"
  clusters     = ["shop"]
  github       = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123" }
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # No region.
    region = "tokyo"
    # A number that has lost its zero.
    account_id = "12345678901"
    # Capitals.
    organization = "ACME"
    # A space.
    environment = "in production"
    # This state's own place.
    state_prefix = "bootstrap"
    # None.
    clusters = []
    # A name.
    hosted_zone_ids = ["example.org"]
    # Too soon.
    noncurrent_version_days = 7
    # Too long.
    plan_days = 365
    # Every repository.
    github = { owner = "acme", repository = "*", owner_id = "45", repository_id = "123" }
    # Every environment.
    github_environments = { apps_apply = "*" }
    # No end.
    role_prefix = "gha"
  }

  expect_failures = [
    var.region, var.account_id, var.organization, var.environment, var.state_prefix, var.clusters, var.hosted_zone_ids,
    var.noncurrent_version_days, var.plan_days, var.github, var.github_environments, var.role_prefix,
  ]
}

run "what_would_make_a_policy_of_something_else_is_refused" {
  command = plan
  variables {
    # With the account, too long for a bucket.
    organization = "an-organization-of-27-chars"
    project      = "a-project-of-21-chars"
    # A wildcard.
    clusters = ["shop*"]
    # An id that is a name.
    github = { owner = "acme", repository = "shop", owner_id = "acme", repository_id = "123" }
    # One environment gets both roles.
    github_environments = { platform_plan = "platform" }
  }

  expect_failures = [var.organization, var.clusters, var.github, var.github_environments]
}

run "an_id_must_be_given_where_ids_are_trusted" {
  command = plan
  variables {
    github = { owner = "acme", repository = "shop" }
  }

  expect_failures = [var.github]
}

run "a_form_of_subject_that_github_does_not_have_is_refused" {
  command = plan
  variables {
    github = { owner = "acme", repository = "shop", subject_forms = ["branch"] }
  }

  expect_failures = [var.github]
}

run "a_project_that_no_name_could_begin_with_is_refused" {
  command = plan
  variables {
    # Begins with a digit.
    project = "9hops"
  }

  expect_failures = [var.project]
}
