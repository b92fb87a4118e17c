# The bucket of the backups, parameters, logs of the network, and the budget.
locals {
  rights_to_storage = [
    {
      # The bucket and no object of it: who makes the platform needs no backup.
      Sid    = "BackupBucket"
      Effect = "Allow"
      Action = [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:TagResource",
        "s3:UntagResource",
      ]
      Resource = local.backup_buckets
    },
    {
      Sid    = "Parameters"
      Effect = "Allow"
      Action = [
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:ListTagsForResource",
        "ssm:PutParameter",
        "ssm:RemoveTagsFromResource",
      ]
      # What is secret there needs the cluster's key as well, which this role has for disks only.
      Resource = [for cluster in local.clusters : "${local.ssm_arn}/${cluster}/*"]
    },
    {
      Sid    = "Logs"
      Effect = "Allow"
      Action = [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ]
      Resource = [
        for cluster in local.clusters : "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:/${cluster}/*"
      ]
    },
    {
      Sid      = "Budget"
      Effect   = "Allow"
      Action   = ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"]
      Resource = [for cluster in local.clusters : "arn:${local.partition}:budgets::${local.account}:budget/${cluster}-*"]
    },
  ]
}
