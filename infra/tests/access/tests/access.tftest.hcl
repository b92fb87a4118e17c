# What `deploy/` makes, GitHub's jobs must be allowed to make in a cluster on AWS, and nothing else.

run "deployed" {
  command = plan
  module { source = "../../../deploy/live/render" }
  variables {
    enable_ingress   = true
    gateway_api_crds = "../../../deploy/modules/addons/tests/crds"
    shop_version     = "1.2.3"
    images = {
      for name in ["marketplace", "recommendations", "metrics-server", "traefik"] : name => {
        repository = "docker.io/ninehops/${name}"
        digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      }
    }
  }
}

run "cluster" {
  command = plan
  module { source = "../../modules/cluster-config" }
  variables {
    cluster_name = "shop"
    zones        = ["eu-central-1a"]
    node_pools   = { workers = { count = 1, name_prefix = "w" } }
    github       = { repository_id = "123", owner_id = "45" }
  }
}

run "rights" {
  command = plan
  module { source = "../../modules/cluster-config/tests/access" }
  variables {
    user_data = run.cluster.user_data.control-plane
    objects   = values(merge(run.deployed.addons, run.deployed.apps))
  }

  assert {
    condition = alltrue([for role in ["apply", "plan"] : output.kinds[role] == output.deployed_kinds])
    error_message = "Jobs have rights for these kinds, and need them for those: ${jsonencode([
      setsubtract(output.kinds["apply"], output.deployed_kinds), setsubtract(output.deployed_kinds, output.kinds["apply"]),
    ])}"
  }
  assert {
    condition     = output.named["escalate"] == output.deployed_roles && output.named["bind"] == output.deployed_role_references
    error_message = "Jobs may make and bind other roles than are made and bound here: ${jsonencode(output.named)}"
  }
  assert {
    condition     = output.secrets["apply"] == toset([for secret in run.deployed.secrets : secret.name])
    error_message = "Jobs may apply other Secrets than are applied: ${jsonencode(output.secrets)}"
  }
}
