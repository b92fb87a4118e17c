# The key of secret parameters, disks and backups. AWS's own keys decrypt for everybody who may read the parameter or the object.
locals {
  services = { for service in ["ec2", "s3", "ssm"] : service => "${service}.${local.region}.amazonaws.com" }

  # Allows nothing by itself: it lets policies of identities allow it. No statement names a role that may not exist yet, or no longer.
  by_identities = { AWS = "arn:${local.partition}:iam::${local.account}:root" }

  # Who starts machines needs their disks' key: whoever may call EC2, and on its behalf the service that keeps up the groups of workers.
  # Its role is made by AWS with the account's first group, and a key policy that names nobody is refused: hence a condition.
  disk_users = {
    Identities = {
      principal = local.by_identities
      condition = { "kms:ViaService" = local.services.ec2 }
    }
    AutoScaling = {
      principal = { AWS = "*" }
      condition = {
        "kms:CallerAccount" = local.account
        "aws:PrincipalArn"  = "arn:${local.partition}:iam::${local.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
      }
    }
  }

  key_statements = concat(
    [
      {
        # To administer and not to use: an administrator who wants to read has to change this policy, which is seen.
        Sid       = "Administer"
        Effect    = "Allow"
        Principal = local.by_identities
        Action = [
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListKeyRotations",
          "kms:ListResourceTags",
          "kms:PutKeyPolicy",
          "kms:RevokeGrant",
          "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ]
        # This key: a key policy is about no other.
        Resource = "*"
      },
      {
        # For what, is in the policies of the roles.
        Sid       = "Machines"
        Effect    = "Allow"
        Principal = local.by_identities
        Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          ArnEquals    = { "aws:PrincipalArn" = values(local.role_arns) }
          StringEquals = { "kms:ViaService" = [local.services.s3, local.services.ssm] }
        }
      },
      {
        # The restore test.
        Sid       = "ReadersOfBackups"
        Effect    = "Allow"
        Principal = local.by_identities
        Action    = ["kms:Decrypt"]
        Resource  = "*"
        Condition = {
          StringEquals = { "kms:ViaService" = local.services.s3 }
          StringLike   = { "kms:EncryptionContext:aws:s3:arn" = local.backup_contexts }
        }
      },
    ],
    [
      # A parameter of more than 4 KB is an advanced one, which is encrypted with a data key.
      for principal in [local.by_identities] : {
        Sid       = "StartersOfRunners"
        Effect    = "Allow"
        Principal = principal
        Action    = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = { "kms:ViaService" = local.services.ssm }
          StringLike   = { "kms:EncryptionContext:PARAMETER_ARN" = local.runner_arns }
        }
      } if var.enable_runner
    ],
    flatten([
      for user, use in local.disk_users : [
        {
          Sid       = "DisksOf${user}"
          Effect    = "Allow"
          Principal = use.principal
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
          Resource  = "*"
          Condition = { StringEquals = use.condition }
        },
        {
          # As long as the disk is attached.
          Sid       = "AttachDisksOf${user}"
          Effect    = "Allow"
          Principal = use.principal
          Action    = ["kms:CreateGrant"]
          Resource  = "*"
          Condition = { StringEquals = use.condition, Bool = { "kms:GrantIsForAWSResource" = "true" } }
        },
      ]
    ]),
  )
}

resource "aws_kms_key" "this" {
  description             = "Secret parameters, disks and backups of ${var.cluster_name}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = local.key_statements })
  tags                    = merge(var.tags, { Name = var.cluster_name, Component = "iam" })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.cluster_name}"
  target_key_id = aws_kms_key.this.key_id
}
