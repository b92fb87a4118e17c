# Who does what. A right is a file `rights.*.tf`.
locals {
  pipeline = {
    runner-launcher = {
      description = "Starts a runner for one job and ends what is left of old ones."
      environment = var.github_environments.runner_launcher
      rights      = ["runner"]
    }
    platform-plan = {
      description = "Plans the platform: reads, and leaves the plan for approval."
      environment = var.github_environments.platform_plan
      rights      = ["platform-read", "platform-plan-state"]
    }
    platform-apply = {
      description = "Makes and changes the platform, after a person's approval."
      environment = var.github_environments.platform_apply
      rights = [
        "platform-read",
        "platform-apply-state",
        "platform-network",
        "platform-machines",
        "platform-load-balancer",
        "platform-roles",
        "platform-keys",
        "platform-names",
        "platform-storage",
      ]
    }
    apps-plan = {
      description = "Plans what runs on the cluster: reads, and leaves the plan for approval."
      environment = var.github_environments.apps_plan
      rights      = ["apps-plan-state", "platform-parameters"]
    }
    apps-apply = {
      description = "Changes what runs on the cluster, after a person's approval. The cluster itself knows the job by GitHub's token."
      environment = var.github_environments.apps_apply
      rights      = ["apps-apply-state", "platform-parameters"]
    }
    backup-read = {
      description = "Reads backups of etcd, to try whether they can be restored."
      environment = var.github_environments.backup_read
      rights      = ["backups"]
    }
  }

  rights = {
    runner                 = local.rights_of_runner
    platform-read          = local.rights_to_read
    platform-plan-state    = local.rights_to_plan.platform
    platform-apply-state   = local.rights_to_apply.platform
    platform-network       = local.rights_to_network
    platform-machines      = local.rights_to_machines
    platform-load-balancer = local.rights_to_load_balancer
    platform-roles         = local.rights_to_roles
    platform-keys          = local.rights_to_keys
    platform-names         = local.rights_to_names
    platform-storage       = local.rights_to_storage
    platform-parameters    = local.rights_to_parameters
    apps-plan-state        = local.rights_to_plan.apps
    apps-apply-state       = local.rights_to_apply.apps
    backups                = local.rights_to_backups
  }
  policies = { for name, statements in local.rights : name => jsonencode({ Version = "2012-10-17", Statement = statements }) }

  attachments = merge([
    for role, pipeline in local.pipeline : { for right in pipeline.rights : "${role}/${right}" => { role = role, right = right } }
  ]...)
}

resource "aws_iam_role" "pipeline" {
  for_each = local.pipeline

  name                 = "${var.role_prefix}${each.key}"
  path                 = local.of_project
  description          = each.value.description
  assume_role_policy   = jsonencode(local.trust[each.key])
  max_session_duration = 3600
  # Only this one makes roles.
  permissions_boundary = each.key == "platform-apply" ? aws_iam_policy.boundary["pipeline"].arn : null
  tags                 = { Name = "${var.role_prefix}${each.key}", Component = "pipeline" }
}

resource "aws_iam_policy" "pipeline" {
  for_each = local.policies

  name        = "${var.role_prefix}${each.key}"
  path        = local.of_project
  description = "A part of what jobs of the pipeline may do: ${each.key}."
  policy      = each.value
  tags        = { Name = "${var.role_prefix}${each.key}", Component = "pipeline" }

  lifecycle {
    precondition {
      condition     = length(each.value) <= 6144
      error_message = "The policy ${each.key} has ${length(each.value)} characters, and AWS takes 6144: give fewer clusters."
    }
  }
}

resource "aws_iam_role_policy_attachment" "pipeline" {
  for_each = local.attachments

  role       = aws_iam_role.pipeline[each.value.role].name
  policy_arn = aws_iam_policy.pipeline[each.value.right].arn
}
