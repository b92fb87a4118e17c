# The clusters' keys, to administer. To use only by EC2, for the disks of machines that are started.
locals {
  rights_to_keys = [
    {
      # A key has no name that a policy could be about before it is there.
      Sid       = "Make"
      Effect    = "Allow"
      Action    = ["kms:CreateKey", "kms:TagResource"]
      Resource  = ["*"]
      Condition = local.for_our_cluster
    },
    {
      # In the second after a key is made. Up to five minutes may pass until KMS counts a tag for rights, and a key that got no rotation
      # would be made anew at every attempt. It harms no key.
      Sid      = "SwitchRotationOn"
      Effect   = "Allow"
      Action   = ["kms:EnableKeyRotation"]
      Resource = ["${local.kms_arn}:key/*"]
    },
    {
      Sid    = "ChangeOurOwn"
      Effect = "Allow"
      Action = [
        "kms:CancelKeyDeletion",
        "kms:DisableKey",
        "kms:EnableKey",
        "kms:PutKeyPolicy",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
      ]
      Resource  = ["${local.kms_arn}:key/*"]
      Condition = local.of_our_clusters
    },
    {
      Sid      = "NameOurOwn"
      Effect   = "Allow"
      Action   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
      Resource = [for alias in local.cluster_keys : "${local.kms_arn}:${alias}"]
    },
    {
      # KMS asks twice: about the name, and about the key.
      Sid       = "GiveOurOwnAName"
      Effect    = "Allow"
      Action    = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
      Resource  = ["${local.kms_arn}:key/*"]
      Condition = local.of_our_clusters
    },
    {
      Sid      = "EncryptDisks"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        StringEquals = {
          "aws:ResourceTag/Cluster" = local.clusters
          "kms:ViaService"          = ["ec2.${var.region}.amazonaws.com"]
        }
      }
    },
    {
      # For as long as a disk is attached.
      Sid      = "LetEc2UseItForDisks"
      Effect   = "Allow"
      Action   = ["kms:CreateGrant"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        Bool         = { "kms:GrantIsForAWSResource" = "true" }
        StringEquals = { "aws:ResourceTag/Cluster" = local.clusters, "kms:ViaService" = ["ec2.${var.region}.amazonaws.com"] }
      }
    },
  ]
}
