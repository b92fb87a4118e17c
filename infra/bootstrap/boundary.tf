# What no policy, however wide it becomes, can give: one for the role that makes the platform, one for every role that it makes.
locals {
  # By name and not from the resources: the boundaries speak of themselves.
  boundary_arns = { for whose in ["machines", "pipeline"] : whose => "${local.iam_arn}:policy${local.of_project}${var.project}-${whose}" }
  boundaries    = { machines = local.boundary_of_machines, pipeline = local.boundary_of_pipeline }
}

resource "aws_iam_policy" "boundary" {
  for_each = local.boundaries

  name        = "${var.project}-${each.key}"
  path        = local.of_project
  description = "Permissions boundary of the ${each.key}."
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
  tags        = { Name = "${var.project}-${each.key}", Component = "pipeline" }

  lifecycle {
    precondition {
      condition     = length(jsonencode({ Version = "2012-10-17", Statement = each.value })) <= 6144
      error_message = "The boundary of the ${each.key} is longer than AWS's 6144 characters: give fewer clusters."
    }
  }
}
