# Where states are: closed to everybody, encrypted, kept.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  organization = "acme"
  clusters     = ["shop"]
  github       = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123" }
}

run "the_bucket_is_closed_to_the_public" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.state.block_public_acls,
      aws_s3_bucket_public_access_block.state.block_public_policy,
      aws_s3_bucket_public_access_block.state.ignore_public_acls,
      aws_s3_bucket_public_access_block.state.restrict_public_buckets,
    ])
    error_message = "The bucket of the states can be opened to the public."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.state.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Access lists count."
  }
  assert {
    condition = alltrue([
      for resource in [
        aws_s3_bucket_public_access_block.state, aws_s3_bucket_ownership_controls.state, aws_s3_bucket_versioning.state,
        aws_s3_bucket_server_side_encryption_configuration.state, aws_s3_bucket_lifecycle_configuration.state, aws_s3_bucket_policy.state,
      ] : resource.bucket == "acme-nine-hops-tfstate-123456789012"
    ])
    error_message = "A setting is about another bucket."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.state.policy).Statement : statement.Effect == "Deny"])
    error_message = "The bucket's policy lets somebody in: that belongs into the policies of the roles."
  }
}

run "nobody_talks_to_it_in_the_clear" {
  command = plan

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_s3_bucket_policy.state.policy).Statement :
      statement.Effect == "Deny" && statement.Principal == "*" && contains(statement.Action, "s3:*") &&
      try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" &&
      toset(statement.Resource) == toset(["arn:aws:s3:::acme-nine-hops-tfstate-123456789012", "arn:aws:s3:::acme-nine-hops-tfstate-123456789012/*"])
    ])
    error_message = "The bucket can be read without TLS."
  }
  assert {
    condition = anytrue([
      for statement in jsondecode(aws_s3_bucket_policy.state.policy).Statement :
      statement.Effect == "Deny" && try(statement.Condition.NumericLessThan["s3:TlsVersion"], "") == "1.2"
    ])
    error_message = "The bucket can be read with an old TLS."
  }
}

run "whatever_lies_there_is_encrypted_with_our_key" {
  command = plan

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_server_side_encryption_configuration.state.rule :
      rule.bucket_key_enabled && rule.apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" &&
      rule.apply_server_side_encryption_by_default[0].kms_master_key_id == aws_kms_key.state.arn
    ])
    error_message = "What says nothing of encryption is not encrypted with our key."
  }
  assert {
    condition = length([
      for statement in jsondecode(aws_s3_bucket_policy.state.policy).Statement : statement
      if statement.Effect == "Deny" && contains(statement.Action, "s3:PutObject") && try(
        statement.Condition.StringNotEquals["s3:x-amz-server-side-encryption"] == "aws:kms",
        statement.Condition.StringNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"] == aws_kms_key.state.arn,
        statement.Condition.Null["s3:x-amz-server-side-encryption-customer-algorithm"] == "false",
        false,
      )
    ]) == 3
    error_message = "Somebody may ask for another encryption, for another key or for one of their own."
  }
  assert {
    condition     = aws_kms_key.state.enable_key_rotation && aws_kms_key.state.deletion_window_in_days == 30
    error_message = "The key is not renewed, or is gone before anybody notices."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.state.policy).Statement :
      length(setintersection(statement.Action, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:*"])) == 0 ||
      try(statement.Condition.StringEquals["kms:ViaService"], "") == "s3.ap-northeast-1.amazonaws.com" &&
      toset(try(statement.Condition.StringLike["kms:EncryptionContext:aws:s3:arn"], [])) == toset(["arn:aws:s3:::acme-nine-hops-tfstate-123456789012", "arn:aws:s3:::acme-nine-hops-tfstate-123456789012/*"])
    ])
    error_message = "The key opens something else than this bucket."
  }
  assert {
    condition     = contains(jsondecode(aws_kms_key.state.policy).Statement[0].Action, "kms:PutKeyPolicy")
    error_message = "Nobody can ever change the key's policy: AWS refuses such a key."
  }
}

run "a_state_can_be_brought_back_and_a_plan_cannot" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled"
    error_message = "A state that has been replaced is lost."
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_lifecycle_configuration.state.rule : rule.status == "Enabled" && (
        rule.id == "plans"
        ? rule.filter[0].prefix == "plans/" && rule.expiration[0].days == 7 && rule.noncurrent_version_expiration[0].noncurrent_days == 1
        : rule.filter[0].prefix == "" && rule.expiration[0].expired_object_delete_marker && rule.noncurrent_version_expiration[0].noncurrent_days == 90
      )
    ])
    error_message = "A state expires, or an old version of it too soon, or a plan stays."
  }
  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.state.rule) == 2
    error_message = "There is another rule, or one is missing."
  }
}

run "each_state_has_its_own_place_and_is_locked" {
  command = plan

  assert {
    condition = {
      for state, text in output.backend : state => regex("(?m)^key += \"(.*)\"$", text)[0]
      } == {
      bootstrap = "bootstrap/terraform.tfstate"
      platform  = "prod/platform/terraform.tfstate"
      addons    = "prod/addons/terraform.tfstate"
      apps      = "prod/apps/terraform.tfstate"
    }
    error_message = "A key is not where the pipeline's roles may go."
  }
  assert {
    condition = alltrue([
      for text in values(output.backend) : alltrue([
        for line in [
          "bucket              = \"acme-nine-hops-tfstate-123456789012\"", "region              = \"ap-northeast-1\"",
          "allowed_account_ids = [\"123456789012\"]", "encrypt    = true", "use_lockfile = true",
          "kms_key_id = \"arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-4000-8000-000000000000\"",
        ] : contains(split("\n", text), line)
      ])
    ])
    error_message = "A backend has another bucket, is not encrypted with its key, or has no lock."
  }
  assert {
    condition     = !anytrue([for text in values(output.backend) : can(regex("(?i)access_key|secret|token|profile", replace(text, "Nothing here is a secret.", "")))])
    error_message = "A backend has a credential in it."
  }
}

run "whatever_can_have_tags_says_what_it_is_of" {
  command = plan

  assert {
    condition = alltrue([
      for resource in concat(
        [aws_s3_bucket.state, aws_kms_key.state], values(aws_iam_openid_connect_provider.github), values(aws_iam_role.pipeline),
        values(aws_iam_policy.pipeline), values(aws_iam_policy.boundary),
      ) : contains(["state", "pipeline"], resource.tags.Component) && resource.tags.Name != ""
    ])
    error_message = "Something has no tag `Component` or no tag `Name`."
  }
}
