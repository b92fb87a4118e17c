locals {
  rights_to_backups = [
    {
      Sid      = "FindBackups"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = local.backup_buckets
    },
    {
      Sid      = "ReadBackups"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [for bucket in local.backup_buckets : "${bucket}/*"]
    },
    {
      Sid      = "DecryptBackups"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.cluster_keys }
        StringEquals               = { "kms:ViaService" = [local.by_s3] }
      }
    },
  ]
}
