# The key of states and plans. It opens nothing but this bucket, whoever asks.
locals {
  # Allows nothing by itself: it lets policies of identities allow it.
  by_identities = { AWS = "${local.iam_arn}:root" }
  key_statements = [
    {
      # To administer and not to use: an administrator who wants to use it otherwise has to change this policy, which is seen.
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
      Sid       = "StatesAndPlans"
      Effect    = "Allow"
      Principal = local.by_identities
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = "*"
      Condition = {
        StringEquals = { "kms:ViaService" = local.by_s3 }
        # The bucket where it has a key of its own in between, the object where it has none.
        StringLike = { "kms:EncryptionContext:aws:s3:arn" = [local.bucket_arn, "${local.bucket_arn}/*"] }
      }
    },
  ]
  by_s3 = "s3.${var.region}.amazonaws.com"
}

resource "aws_kms_key" "state" {
  description             = "States and plans of Terraform in ${local.bucket_name}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = local.key_statements })
  tags                    = { Name = "${var.project}-tfstate", Component = "state" }

  # Without it no state can be read again.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "state" {
  name          = "alias/${var.project}-tfstate"
  target_key_id = aws_kms_key.state.key_id
}
