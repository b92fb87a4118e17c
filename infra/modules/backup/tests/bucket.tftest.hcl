# Where backups lie: encrypted, for nobody else, for as long as was asked, and not lost when written over.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { id = "shop-backup-123456789012" }
  }
}

variables {
  cluster_name = "shop"
  kms_key_arn  = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "its_name_is_its_own_and_known_in_the_plan" {
  command = plan

  assert {
    condition     = output.bucket == "shop-backup-123456789012" && output.bucket_arn == "arn:aws:s3:::shop-backup-123456789012" && output.prefix == "control-plane"
    error_message = "The bucket, its ARN or the prefix are others, or do not fit each other."
  }
}

run "the_longest_name_of_a_cluster_makes_one_that_s3_takes" {
  command = plan
  variables { cluster_name = "a-name-of-21-characte" }

  assert {
    condition     = length(output.bucket) <= 63
    error_message = "The bucket's name is longer than 63 characters."
  }
}

run "it_is_nobody_elses" {
  command = plan

  assert {
    condition = (
      aws_s3_bucket_public_access_block.this.block_public_acls
      && aws_s3_bucket_public_access_block.this.block_public_policy
      && aws_s3_bucket_public_access_block.this.ignore_public_acls
      && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    )
    error_message = "The bucket can be made public."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "An object can belong to whoever wrote it."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect == "Deny"])
    error_message = "The bucket's policy allows something: that is for the policies of roles."
  }
}

run "what_goes_there_is_encrypted_on_the_way_and_at_rest" {
  command = plan

  assert {
    condition = jsonencode([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : [statement.Condition, statement.Action, statement.Principal, statement.Resource]]) == jsonencode([
      for condition in [{ Bool = { "aws:SecureTransport" = "false" } }, { NumericLessThan = { "s3:TlsVersion" = "1.2" } }] :
      [condition, "s3:*", "*", ["arn:aws:s3:::shop-backup-123456789012", "arn:aws:s3:::shop-backup-123456789012/*"]]
    ])
    error_message = "A backup can cross a network in the clear."
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      rule.bucket_key_enabled && rule.apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" && rule.apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn
    ])
    error_message = "A backup lies there in the clear, or under another key."
  }
}

run "what_is_written_over_is_kept_as_long_again" {
  command = plan
  variables { retention_days = 14 }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Whoever writes over a backup destroys it."
  }
  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 14
      && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 14
    )
    error_message = "Backups stay for another time than was asked."
  }
  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 1
      && aws_s3_bucket_lifecycle_configuration.this.rule[1].expiration[0].expired_object_delete_marker
    )
    error_message = "Parts of uploads that were broken off, or markers of what has expired, stay for ever."
  }
  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.status == "Enabled"])
    error_message = "A rule is switched off."
  }
}

run "it_is_not_deleted_with_what_is_in_it_unless_asked" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.force_destroy == false
    error_message = "`destroy` takes the last backup with it."
  }
}

run "a_trial_can_be_removed_without_trace" {
  command = plan
  variables { enable_force_destroy = true }

  assert {
    condition     = aws_s3_bucket.this.force_destroy
    error_message = "`destroy` stops at the bucket although it was asked not to."
  }
}

run "it_has_its_tags" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.tags == tomap({ Name = "shop-backup-123456789012", Component = "backup" })
    error_message = "Name or Component is missing."
  }
}

run "what_would_lose_backups_is_refused" {
  command = plan
  variables {
    # A capital, which no bucket may have.
    cluster_name = "Shop"
    # Gone before the next one.
    retention_days = 0
    # An alias.
    kms_key_arn = "alias/shop"
  }
  expect_failures = [var.cluster_name, var.retention_days, var.kms_key_arn]
}

run "half_a_day_is_refused" {
  command = plan
  variables { retention_days = 1.5 }
  expect_failures = [var.retention_days]
}
