# Two clusters, a public name, both forms of a job's subject, and a trust in GitHub that the account has already.
region          = "eu-central-1"
organization    = "acme"
project         = "store"
environment     = "trial"
state_prefix    = "trial"
clusters        = ["shop", "trial"]
hosted_zone_ids = ["Z0123456789EXAMPLE"]
role_prefix     = "store-"
github = {
  owner         = "acme"
  repository    = "shop"
  owner_id      = "45"
  repository_id = "123"
  subject_forms = ["id", "name"]
}
github_environments     = { platform_apply = "platform-apply", apps_apply = "apps-apply" }
enable_oidc_provider    = false
noncurrent_version_days = 180
plan_days               = 3
