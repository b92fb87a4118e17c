# What planning the platform looks at. AWS's own ReadOnlyAccess reads every object of every bucket and every parameter as well.
locals {
  rights_to_read = [
    {
      # AWS knows no resource of most of these: they list.
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "acm:DescribeCertificate",
        "acm:ListTagsForCertificate",
        "autoscaling:Describe*",
        "budgets:ListTagsForResource",
        "budgets:ViewBudget",
        "ec2:Describe*",
        "elasticloadbalancing:Describe*",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListKeyPolicies",
        "kms:ListResourceTags",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
        "route53:GetChange",
        "route53:GetDNSSEC",
        "route53:GetHostedZone",
        "route53:ListHostedZones",
        "route53:ListHostedZonesByName",
        "route53:ListHostedZonesByVPC",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
        "ssm:DescribeParameters",
      ]
      Resource = ["*"]
    },
    {
      Sid    = "LookAtRoles"
      Effect = "Allow"
      Action = [
        "iam:GetInstanceProfile",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListInstanceProfileTags",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
      ]
      Resource = flatten([for roles in values(local.machine_roles) : [roles.role, roles.profile]])
    },
    {
      # The settings, and no object.
      Sid    = "LookAtTheBackupBucket"
      Effect = "Allow"
      Action = [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ]
      Resource = local.backup_buckets
    },
    {
      # Not how to join the cluster.
      Sid      = "ReadParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"]
      Resource = concat(local.platform_parameters, ["arn:${local.partition}:ssm:${var.region}::parameter/aws/service/*"])
    },
  ]
}
