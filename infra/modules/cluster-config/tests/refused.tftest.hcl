# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

variables {
  cluster_name = "shop"
  zones        = ["eu-central-1a", "eu-central-1b"]
  node_pools   = { workers = { count = 2, name_prefix = "w" } }
}

run "what_is_not_even_of_the_right_kind_is_refused" {
  command = plan
  variables {
    # Begins with a digit.
    cluster_name = "9hops"
    # No network.
    vpc_cidr = "ten"
    # No length.
    pod_cidr = "10.244.0.0"
    # An address in a network.
    service_cidr = "10.96.0.1/16"
    # None.
    zones = []
    # Unknown.
    encapsulation = "geneve"
    # A v.
    versions = { kubernetes = "v1.36.3" }
    # No checksum.
    calico = { version = "3.32.1", manifest_sha256 = "latest" }
    # No image is built for it.
    node_pools = { workers = { count = 1, name_prefix = "w", architecture = "riscv64" } }
    # Nor for it.
    control_plane = { architecture = "i386" }
    # Out of range.
    node_ports = { storefront = 8080 }
    # A path.
    generation = "../other"
    # A name and no number.
    github = { repository_id = "owner/shop", owner_id = "45" }
    # No version.
    runner = { version = "latest", architecture = "arm64", sha256 = "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566" }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.pod_cidr,
    var.service_cidr,
    var.zones,
    var.encapsulation,
    var.versions,
    var.calico,
    var.node_pools,
    var.control_plane,
    var.node_ports,
    var.generation,
    var.github,
    var.runner,
  ]
}

run "what_is_nearly_right_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # An address in a network.
    vpc_cidr = "10.0.0.7/16"
    # Too few addresses.
    pod_cidr = "10.244.0.0/17"
    # Too few addresses.
    service_cidr = "10.96.0.0/25"
    # A region.
    zones = ["eu-central-1"]
    # Not within a subnet.
    encapsulation = "vxlan-cross-subnet"
    # No patch.
    versions = { kubernetes = "1.36" }
    # Not tested with this Kubernetes.
    calico = { version = "3.31.4", manifest_sha256 = "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566" }
    # Half a worker.
    node_pools = { workers = { count = 1.5, name_prefix = "w" } }
    # Twice.
    node_ports = { storefront = 30080, ingress-http = 30080 }
    # Nothing.
    generation = ""
    # Every job.
    github = { repository_id = "123", owner_id = "45", plan_environments = [], apply_environments = [] }
    # Another name of amd64.
    runner = { version = "2.330.0", architecture = "x64", sha256 = "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566" }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.pod_cidr,
    var.service_cidr,
    var.zones,
    var.encapsulation,
    var.versions,
    var.calico,
    var.node_pools,
    var.node_ports,
    var.generation,
    var.github,
    var.runner,
  ]
}

run "what_would_do_harm_is_refused" {
  command = plan
  variables {
    # AWS cuts names.
    cluster_name = "a-name-of-22-character"
    # Other people's.
    vpc_cidr = "8.8.0.0/16"
    # Two subnets of the same name.
    zones = ["eu-central-1a", "eu-west-1a"]
    # Protocol 4.
    encapsulation = "ipip"
    # Loses the sandbox image.
    versions = { containerd = "2.3.3" }
    # The control plane's name.
    node_pools = { workers = { count = 1, name_prefix = "cp" } }
    # Whoever looks could change.
    github = { repository_id = "123", owner_id = "45", plan_environments = ["apps"] }
    # Not checked.
    runner = { version = "2.330.0", architecture = "arm64", sha256 = "" }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.zones,
    var.encapsulation,
    var.versions,
    var.node_pools,
    var.github,
    var.runner,
  ]
}

run "no_encapsulation_is_refused_as_are_other_versions" {
  command = plan
  variables {
    # Too short.
    cluster_name = "ab"
    # IPv6.
    vpc_cidr = "fd00::/16"
    # Pods' own addresses.
    encapsulation = "none"
    # Not tested with Calico.
    versions = { kubernetes = "1.37.0" }
    # Too many.
    node_pools = { workers = { count = 201, name_prefix = "w" } }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.encapsulation,
    var.versions,
    var.node_pools,
  ]
}

run "names_that_two_nodes_would_share_are_refused" {
  command = plan
  variables {
    # Ends with what no label of DNS may end with.
    cluster_name = "shop-"
    # Too few addresses.
    vpc_cidr = "10.0.0.0/20"
    # Does not tell its cgroup driver.
    versions = { containerd = "1.7.27" }
    # Two are w1.
    node_pools = { one = { count = 1, name_prefix = "w" }, two = { count = 1, name_prefix = "w" } }
  }
  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.versions,
    var.node_pools,
  ]
}

run "a_pool_that_is_called_like_the_control_plane_is_refused" {
  command = plan
  variables { node_pools = { control-plane = { count = 1, name_prefix = "w" } } }
  expect_failures = [var.node_pools]
}

run "services_in_the_vpc_are_refused" {
  command = plan
  variables { service_cidr = "10.0.64.0/20" }
  expect_failures = [output.network]
}

run "services_around_the_vpc_are_refused" {
  command = plan
  variables { service_cidr = "10.0.0.0/12" }
  expect_failures = [output.network]
}

run "services_among_the_pods_are_refused" {
  command = plan
  variables { service_cidr = "10.244.64.0/24" }
  expect_failures = [output.network]
}

run "pods_in_the_vpc_are_refused" {
  command = plan
  variables { pod_cidr = "10.0.0.0/16" }
  expect_failures = [output.network]
}
