data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.region

  roles = merge(
    {
      control-plane = {
        description = "Control planes of ${var.cluster_name}: tell how to join, keep backups, let workers leave."
        statements  = concat(local.agent_statements, local.control_plane_statements)
      }
      worker = {
        description = "Workers of ${var.cluster_name}: read how to join."
        statements  = concat(local.agent_statements, local.worker_statements)
      }
    },
    {
      for role in ["runner"] : role => {
        description = "Runners of ${var.cluster_name}: each reads its own configuration, once."
        statements  = local.runner_statements
      } if var.enable_runner
    },
  )

  # By name and not from the resources: the key's policy speaks of roles whose policies speak of the key.
  role_arns = {
    for role in concat(["control-plane", "worker"], [for role in ["runner"] : role if var.enable_runner]) :
    role => "arn:${local.partition}:iam::${local.account}:role${var.path}${var.cluster_name}-${role}"
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = "${var.cluster_name}-${each.key}"
  path                 = var.path
  description          = each.value.description
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Machines"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
  tags = merge(var.tags, { Name = "${var.cluster_name}-${each.key}", Component = "iam" })
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles

  name   = "${var.cluster_name}-${each.key}"
  role   = aws_iam_role.this[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_iam_instance_profile" "this" {
  for_each = local.roles

  name = "${var.cluster_name}-${each.key}"
  path = var.path
  role = aws_iam_role.this[each.key].name
  tags = merge(var.tags, { Name = "${var.cluster_name}-${each.key}", Component = "iam" })
}
