# For tests of infra/bootstrap: both forms of a job's subject, two clusters, a public zone.
account_id      = "123456789012"
organization    = "example"
clusters        = ["shop", "trial"]
hosted_zone_ids = ["Z0123456789EXAMPLE"]
github = {
  owner         = "example"
  repository    = "shop"
  owner_id      = "45"
  repository_id = "123"
  subject_forms = ["id", "name"]
}
