# Jobs show a token that GitHub has signed and that lives for minutes. There is no key that could be copied.
locals {
  github_host = "token.actions.githubusercontent.com"
  oidc_arn    = one(concat(values(aws_iam_openid_connect_provider.github)[*].arn, values(data.aws_iam_openid_connect_provider.github)[*].arn))

  # A name can be given up and taken by somebody else; an id cannot.
  repositories = {
    name = "${var.github.owner}/${var.github.repository}"
    id   = "${var.github.owner}@${coalesce(var.github.owner_id, "0")}/${var.github.repository}@${coalesce(var.github.repository_id, "0")}"
  }

  # Never a branch: that says who has pushed, and an environment says who has approved.
  trust = {
    for role, pipeline in local.pipeline : role => {
      Version = "2012-10-17"
      Statement = [{
        Sid       = "JobsOfOneEnvironment"
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.oidc_arn }
        Condition = {
          StringEquals = {
            "${local.github_host}:aud" = "sts.amazonaws.com"
            "${local.github_host}:sub" = [for form in sort(var.github.subject_forms) : "repo:${local.repositories[form]}:environment:${pipeline.environment}"]
          }
        }
      }]
    }
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  for_each = var.enable_oidc_provider ? toset(["this"]) : toset([])

  url            = "https://${local.github_host}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = { Name = "${var.project}-github", Component = "pipeline" }
}

data "aws_iam_openid_connect_provider" "github" {
  for_each = var.enable_oidc_provider ? toset([]) : toset(["this"])

  url = "https://${local.github_host}"
}
