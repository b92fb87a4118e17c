# What is refused, and by which variable: every variable of a run is wrong, each in the way that
# the comment above it says.

mock_provider "aws" {}

variables {
  cluster_name = "shop"
  parameter_paths = {
    join           = "/shop/1/join"
    ca_certificate = "/shop/1/ca-certificate"
    status         = "/shop/1/status"
    restore        = "/shop/1/restore"
    runner         = "/shop/runner"
  }
  backup_bucket_arn = "arn:aws:s3:::shop-backup-123456789012"
  backup_prefix     = "control-plane"
}

run "what_systems_manager_keeps_for_itself_is_refused" {
  command = plan
  variables {
    # As the cluster `ssm-shop` would have it.
    parameter_paths = {
      join           = "/ssm-shop/1/join"
      ca_certificate = "/ssm-shop/1/ca-certificate"
      status         = "/ssm-shop/1/status"
      restore        = "/ssm-shop/1/restore"
      runner         = "/ssm-shop/runner"
    }
  }
  expect_failures = [var.parameter_paths]
}

run "what_would_be_more_than_it_says_is_refused" {
  command = plan
  variables {
    # A capital.
    cluster_name = "Shop"
    # Every parameter.
    parameter_paths = { join = "/shop/*", ca_certificate = "/shop/1/ca", status = "/shop/1/status", restore = "/shop/1/restore", runner = "/shop/runner" }
    # Every bucket.
    backup_bucket_arn = "arn:aws:s3:::*"
    # The whole bucket.
    backup_prefix = ""
    # A name.
    permissions_boundary_arn = "boundary"
    # Anywhere.
    path = ""
  }
  expect_failures = [
    var.cluster_name,
    var.parameter_paths,
    var.backup_bucket_arn,
    var.backup_prefix,
    var.permissions_boundary_arn,
    var.path,
  ]
}

run "what_is_nearly_right_is_refused" {
  command = plan
  variables {
    # Ends with what no label of DNS may end with.
    cluster_name = "shop-"
    # Two strokes before the id of the machine.
    parameter_paths = { join = "/shop/1/join", ca_certificate = "/shop/1/ca", status = "/shop/1/status", restore = "/shop/1/restore", runner = "/shop/runner/" }
    # Objects, not the bucket.
    backup_bucket_arn = "arn:aws:s3:::shop-backup-123456789012/*"
    # Two strokes before the object.
    backup_prefix = "control-plane/"
    # Without the last stroke the name goes on where the path ends.
    path = "/nine-hops/shop"
    # A role.
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/boundary"
  }
  expect_failures = [
    var.cluster_name,
    var.parameter_paths,
    var.backup_bucket_arn,
    var.backup_prefix,
    var.permissions_boundary_arn,
    var.path,
  ]
}
