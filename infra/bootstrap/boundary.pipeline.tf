locals {
  boundary_of_pipeline = [
    {
      Sid       = "ServicesOfThePlatform"
      Effect    = "Allow"
      Action    = [for service in ["acm", "autoscaling", "ec2", "elasticloadbalancing", "kms", "logs", "s3", "ssm"] : "${service}:*"]
      Resource  = ["*"]
      Condition = { StringEquals = { "aws:RequestedRegion" = [var.region] } }
    },
    {
      Sid      = "ServicesOfNoRegion"
      Effect   = "Allow"
      Action   = ["budgets:*", "route53:*"]
      Resource = ["*"]
    },
    {
      Sid      = "RolesBelowOurPaths"
      Effect   = "Allow"
      Action   = ["iam:*"]
      Resource = concat(local.iam_of_machines, ["${local.iam_arn}:role/aws-service-role/*"])
    },
    {
      Sid         = "NoIamElsewhere"
      Effect      = "Deny"
      Action      = ["iam:*"]
      NotResource = concat(local.iam_of_machines, ["${local.iam_arn}:role/aws-service-role/*"])
    },
    {
      # A role that has none, and one that would get another: a condition that is negated holds for both.
      Sid      = "NoRoleWithoutItsBoundary"
      Effect   = "Deny"
      Action   = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      Resource = ["*"]
      Condition = {
        StringNotEquals = { "iam:PermissionsBoundary" = [local.boundary_arns.machines] }
      }
    },
    {
      Sid      = "NoBoundaryTakenAway"
      Effect   = "Deny"
      Action   = ["iam:DeleteRolePermissionsBoundary"]
      Resource = ["*"]
    },
    {
      # Of states it needs objects. What guards them is for a person to change.
      Sid    = "NoChangeOfTheStateBucket"
      Effect = "Deny"
      Action = [
        "s3:BypassGovernanceRetention",
        "s3:DeleteBucket*",
        "s3:DeleteObjectVersion",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
      ]
      Resource = [local.bucket_arn, "${local.bucket_arn}/*"]
    },
    {
      Sid      = "NoOtherStates"
      Effect   = "Deny"
      Action   = ["s3:*Object*"]
      Resource = [for state in ["bootstrap", "addons", "apps"] : "${local.bucket_arn}/${local.states[state]}*"]
    },
    {
      Sid       = "NoChangeOfItsKey"
      Effect    = "Deny"
      NotAction = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Get*", "kms:List*"]
      Resource  = [aws_kms_key.state.arn]
    },
  ]

  iam_of_machines = flatten([for roles in values(local.machine_roles) : [roles.role, roles.profile]])
}
