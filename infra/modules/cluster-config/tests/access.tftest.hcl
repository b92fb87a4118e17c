# What GitHub's jobs may do in the cluster, held against what deploy/ makes there.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a"]
  node_pools   = { workers = { count = 1, name_prefix = "w" } }
}

run "github" {
  command = plan
  variables {
    github = { repository_id = "123", owner_id = "45", plan_environments = ["apps-plan", "drift"] }
  }
}

run "nobody" {
  command = plan
}

run "deployed" {
  command = plan
  module { source = "../../../deploy/live/render" }
  variables {
    enable_ingress   = true
    gateway_api_crds = "../../../deploy/modules/addons/tests/crds"
    shop_version     = "1.2.3"
    images = {
      for name in ["marketplace", "recommendations", "metrics-server", "traefik"] : name => { repository = "docker.io/ninehops/${name}", digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    }
  }
}

run "facts" {
  command = plan
  module { source = "./tests/access" }
  variables {
    user_data = run.github.user_data.control-plane
    objects   = values(merge(run.deployed.addons, run.deployed.apps))
  }
}

run "jobs_may_make_what_deploy_makes_and_nothing_else" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.facts.kinds["apply"] == run.facts.deployed_kinds && run.facts.kinds["plan"] == run.facts.deployed_kinds
    error_message = "Rights are for other kinds than deploy/ makes: ${jsonencode([setsubtract(run.facts.kinds["apply"], run.facts.deployed_kinds), setsubtract(run.facts.deployed_kinds, run.facts.kinds["apply"])])}"
  }
  assert {
    condition = run.facts.verbs == {
      apply = toset(["create", "delete", "get", "list", "patch", "watch"])
      plan  = toset(["get", "list", "watch"])
    }
    error_message = "Who plans can change something, or who applies cannot: ${jsonencode(run.facts.verbs)}"
  }
}

run "rights_that_jobs_lack_they_give_only_by_roles_of_these_names" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.facts.named["escalate"] == run.facts.deployed_roles && run.facts.named["bind"] == run.facts.deployed_role_references
    error_message = "Roles are others than deploy/ makes and binds: ${jsonencode(run.facts.named)}"
  }
}

run "no_secret_is_read_but_the_one_that_is_applied" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = run.facts.secrets == { apply = toset([for secret in run.deployed.secrets : secret.name]), plan = toset([]) } && run.facts.named["get"] == toset([for secret in run.deployed.secrets : "secrets/${secret.name}"])
    error_message = "Other Secrets can be read: ${jsonencode(run.facts.secrets)}"
  }
}

run "users_are_the_ones_that_sign_in" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = jsonencode(run.facts.users) == jsonencode({ apply = ["gha:apps"], plan = ["gha:apps-plan", "gha:drift"] })
    error_message = "Rights are given to others: ${jsonencode(run.facts.users)}"
  }
  assert {
    condition     = !strcontains(run.nobody.user_data.control-plane, "access.json") && !strcontains(run.nobody.user_data.control-plane, "cp-access")
    error_message = "Somebody gets rights where nobody can sign in."
  }
}
