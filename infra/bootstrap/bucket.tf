resource "aws_s3_bucket" "state" {
  #checkov:skip=CKV_AWS_18:Who reads a state is in CloudTrail; access logs would be a second bucket to guard.
  #checkov:skip=CKV_AWS_144:A lost region takes the cluster with it; what is needed to begin anew is in git.
  #checkov:skip=CKV2_AWS_62:Nobody waits for news of a state.

  bucket = local.bucket_name
  tags   = { Name = local.bucket_name, Component = "state" }

  lifecycle {
    prevent_destroy = true
  }
}

# So that a state can be brought back, and so that a plan can be named by its version.
resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.state.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Access lists do not count: the policy is all there is.
resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket.state.bucket

  rule {
    id     = "replaced-states"
    status = "Enabled"

    filter {
      prefix = ""
    }
    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_days
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
    # What is left of a lock once its versions are gone.
    expiration {
      expired_object_delete_marker = true
    }
  }

  # A plan has secrets in it, and nobody applies an old one.
  rule {
    id     = "plans"
    status = "Enabled"

    filter {
      prefix = "plans/"
    }
    expiration {
      days = var.plan_days
    }
    noncurrent_version_expiration {
      noncurrent_days = 1
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  # AWS refuses a rule about versions before there are any.
  depends_on = [aws_s3_bucket_versioning.state]
}
