data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  # Names of buckets are unique in the world, account ids, too.
  name = "${var.cluster_name}-backup-${data.aws_caller_identity.this.account_id}"
  # From the name and not from the resource: the policy is then known in the plan.
  arn    = "arn:${data.aws_partition.this.partition}:s3:::${local.name}"
  prefix = "control-plane"
}

# No object lock: nobody but the account's administrators may delete, the versions outlive what a machine writes, and a bucket that cannot
# be emptied for a month is a nuisance in every trial.
resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Only control planes write here and each object says which; a bucket of logs would need a bucket of logs.
  #checkov:skip=CKV_AWS_144:A cluster lives in one region, and without it there is nothing to restore to. Another region is another cluster.
  #checkov:skip=CKV2_AWS_62:Nobody waits for a backup. That none came is seen in the status parameter, which an event could not tell.
  bucket        = local.name
  force_destroy = var.enable_force_destroy
  tags          = { Name = local.name, Component = "backup" }
}

# Access is by policies alone, and whoever writes an object does not own it.
resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# A control plane that somebody has taken over can write, but what was there before is kept beside it.
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # One call to KMS for many objects. The key's encryption context is then the bucket, which policies speak of.
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyEncryptedConnections"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.arn, "${local.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "OnlyTls12OrLater"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.arn, "${local.arn}/*"]
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
    ]
  })

  # S3 changes one thing about a bucket at a time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.retention_days
    }

    # As long again: time to notice that something wrote over a backup, or that no new ones come.
    noncurrent_version_expiration {
      noncurrent_days = var.retention_days
    }

    # Parts of an upload that was broken off cost, and are seen nowhere.
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  # What an expired object leaves. Not in the rule above, for days and markers exclude each other.
  rule {
    id     = "remove-markers"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }
  }

  # Rules about versions need them switched on.
  depends_on = [aws_s3_bucket_versioning.this]
}
