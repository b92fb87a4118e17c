# For whoever wants to see it run, on amd64: one control plane, two workers, no public name.
# About 125 US dollars a month in Tokyo (November 2026, without traffic): machines 79, load balancer 18, public addresses 11,
# disks 10, NAT instance 4, key and zone 2.
cluster_name = "shop"
# account_id = "123456789012"

control_plane = { instance_type = "t3.medium" }
node_pools = {
  workers = { instance_type = "t3.small", count = 2, name_prefix = "w" }
}

# A NAT gateway would be 41 more. When the instance fails, machines reach nobody until it is replaced; visitors are served all the same.
nat_mode         = "instance"
enable_flow_logs = false
# So that it can be destroyed as easily as it was made.
enable_deletion_protection = false
enable_backup_deletion     = true

budget = { monthly_usd = 150, emails = ["you@example.org"] }
