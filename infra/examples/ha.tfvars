# For visitors who shall not notice that a zone fails: three control planes, three workers and a NAT gateway in each of three zones.
# About 455 US dollars a month in Tokyo (November 2026, without traffic): machines 238, NAT gateways 136, two load balancers 36,
# public addresses 22, disks 20, key and zone 2, flow logs by what is written.
cluster_name = "shop"
# account_id = "123456789012"

enable_high_availability = true
zones                    = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
enable_nat_per_zone      = true

node_pools = {
  workers = { instance_type = "t3.medium", count = 3, minimum = 3, maximum = 6, name_prefix = "w" }
}

enable_monitoring = true

# Both of your own. The zone makes the record and the certificate.
hostname       = "shop.example.org"
public_zone_id = "Z0123456789EXAMPLE"

budget = { monthly_usd = 550, emails = ["you@example.org"] }
