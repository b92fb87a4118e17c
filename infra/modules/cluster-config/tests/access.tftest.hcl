# What GitHub's jobs may do in the cluster. Whether it is what they need, deploy/live/render says.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a"]
  node_pools   = { workers = { count = 1, name_prefix = "w" } }
  github       = { repository_id = "123", owner_id = "45", plan_environments = ["apps-plan", "drift"] }
}

run "jobs_can_sign_in" {
  command = plan
}

run "rights" {
  command = plan
  module { source = "./tests/access" }
  variables {
    user_data = run.jobs_can_sign_in.user_data.control-plane
  }
}

run "who_plans_changes_nothing_and_sees_no_secret" {
  command = plan
  module { source = "./tests/nothing" }

  assert {
    condition     = jsonencode(run.rights.verbs) == jsonencode({ apply = ["create", "delete", "get", "list", "patch", "watch"], plan = ["get", "list", "watch"] })
    error_message = "Who plans can change something, or who applies cannot: ${jsonencode(run.rights.verbs)}"
  }
  assert {
    condition     = run.rights.kinds["apply"] == run.rights.kinds["plan"]
    error_message = "Who plans sees other kinds than who applies."
  }
  assert {
    condition     = jsonencode(run.rights.secrets) == jsonencode({ apply = ["marketplace-cookie"], plan = [] })
    error_message = "Other Secrets can be read: ${jsonencode(run.rights.secrets)}"
  }
  assert {
    condition     = jsonencode(run.rights.users) == jsonencode({ apply = ["gha:apps"], plan = ["gha:apps-plan", "gha:drift"] })
    error_message = "Rights are given to others: ${jsonencode(run.rights.users)}"
  }
}
