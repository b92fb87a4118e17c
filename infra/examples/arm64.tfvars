# The same on Graviton, the cheapest that runs the shop: every image must be there for linux/arm64, which `ninehops preflight` looks at.
# About 110 US dollars a month in Tokyo (November 2026, without traffic): machines 63, load balancer 18, public addresses 11,
# disks 10, NAT instance 4, key and zone 2.
cluster_name = "shop"
# account_id = "123456789012"

control_plane = { instance_type = "t4g.medium", architecture = "arm64" }
node_pools = {
  workers = { instance_type = "t4g.small", architecture = "arm64", count = 2, name_prefix = "w" }
}

nat_mode                   = "instance"
enable_flow_logs           = false
enable_deletion_protection = false
enable_backup_deletion     = true

budget = { monthly_usd = 140, emails = ["you@example.org"] }
