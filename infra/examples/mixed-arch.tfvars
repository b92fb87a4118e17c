# Both processors at once: for a move from one to the other, or to find out what does not run on arm64 yet.
# About 190 US dollars a month in Tokyo (November 2026, without traffic): machines 103, NAT gateway 45, load balancer 18,
# public addresses 11, disks 10, key and zone 2.
cluster_name = "shop"
# account_id = "123456789012"

control_plane = { instance_type = "t4g.medium", architecture = "arm64" }
node_pools = {
  amd = { instance_type = "t3.medium", architecture = "amd64", count = 1, maximum = 3, name_prefix = "amd-" }
  arm = { instance_type = "t4g.medium", architecture = "arm64", count = 1, maximum = 3, name_prefix = "arm-" }
}

enable_monitoring = true

budget = { monthly_usd = 230, emails = ["you@example.org"] }
