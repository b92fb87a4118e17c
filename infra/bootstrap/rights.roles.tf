# Roles of machines: below the path of their cluster, and never without their boundary. The pipeline's own roles are not below it.
locals {
  rights_to_roles = [
    {
      Sid    = "RolesWithinTheirBoundary"
      Effect = "Allow"
      Action = [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ]
      Resource = [for roles in values(local.machine_roles) : roles.role]
      Condition = {
        StringEquals = { "iam:PermissionsBoundary" = [local.boundary_arns.machines] }
      }
    },
    {
      Sid    = "RolesAndProfiles"
      Effect = "Allow"
      Action = [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:DeleteRole",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:TagRole",
        "iam:UntagInstanceProfile",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ]
      Resource = flatten([for roles in values(local.machine_roles) : [roles.role, roles.profile]])
    },
    {
      Sid      = "GiveRolesToMachinesAndFlowLogs"
      Effect   = "Allow"
      Action   = ["iam:PassRole"]
      Resource = [for roles in values(local.machine_roles) : roles.role]
      Condition = {
        StringEquals = { "iam:PassedToService" = ["ec2.amazonaws.com", "vpc-flow-logs.amazonaws.com"] }
      }
    },
    {
      # AWS makes them with an account's first group and first load balancer, in the name of whoever asks for those.
      Sid    = "RolesOfAwsItself"
      Effect = "Allow"
      Action = ["iam:CreateServiceLinkedRole"]
      Resource = [
        for service in ["autoscaling", "elasticloadbalancing"] : "${local.iam_arn}:role/aws-service-role/${service}.amazonaws.com/*"
      ]
      Condition = {
        StringEquals = { "iam:AWSServiceName" = ["autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com"] }
      }
    },
  ]
}
