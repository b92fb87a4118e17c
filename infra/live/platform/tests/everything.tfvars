# Every switch at once, which no example has: for tests.
cluster_name             = "everything"
account_id               = "123456789012"
enable_high_availability = true
zones                    = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
enable_nat_per_zone      = true
enable_ssm_endpoints     = true
enable_monitoring        = true
entrance                 = "ingress"
permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"

node_pools = {
  amd = { count = 1, minimum = 0, maximum = 2, name_prefix = "amd-", labels = { disk = "large" }, disk_gb = 60 }
  arm = {
    count         = 2
    name_prefix   = "arm-"
    architecture  = "arm64"
    instance_type = "t4g.medium"
    taints        = [{ key = "only", value = "batch", effect = "NoSchedule" }]
  }
}

# No such archive is fetched.
runner = { version = "2.330.0", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
github = { repository_id = "123", owner_id = "45" }

hostname       = "shop.example.org"
public_zone_id = "Z0123456789EXAMPLE"
budget         = { monthly_usd = 1000, emails = ["you@example.org", "they@example.org"] }
