# Who may use the key, read from the text that AWS gets.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "ap-northeast-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }
}

variables {
  cluster_name = "shop"
  parameter_paths = {
    join           = "/shop/1/join"
    ca_certificate = "/shop/1/ca-certificate"
    status         = "/shop/1/status"
    restore        = "/shop/1/restore"
    runner         = "/shop/runner"
  }
  backup_bucket_arn = "arn:aws:s3:::shop-backup-123456789012"
  backup_prefix     = "control-plane"
  enable_runner     = true
}

run "the_key_rotates_and_can_be_had_back_for_a_month" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "The key does not rotate, or is gone, with all backups, before anybody misses it."
  }
  assert {
    condition     = output.kms_key_alias == "alias/shop" && aws_kms_alias.this.target_key_id == aws_kms_key.this.key_id
    error_message = "Machines look for the key by another name than it has."
  }
}

run "administrators_cannot_use_it" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      length(setintersection(statement.Action, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant", "kms:ReEncryptFrom", "kms:ReEncryptTo"])) == 0
      if !can(statement.Condition)
    ])
    error_message = "Whoever administers the account's keys can read the join token."
  }
  assert {
    condition     = [for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid if !can(statement.Condition)] == ["Administer"]
    error_message = "A use of the key has no condition."
  }
  assert {
    condition     = alltrue([for action in ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey"] : contains(jsondecode(aws_kms_key.this.policy).Statement[0].Action, action)])
    error_message = "Nobody could ever change or delete the key again."
  }
}

run "identities_need_a_policy_of_their_own" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Principal.AWS == "arn:aws:iam::123456789012:root" || strcontains(statement.Sid, "AutoScaling")
    ])
    error_message = "The key's policy alone lets somebody use it."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Condition.StringEquals["kms:CallerAccount"] == "123456789012"
      && statement.Condition.StringEquals["aws:PrincipalArn"] == "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
      if statement.Principal.AWS == "*"
    ])
    error_message = "Somebody other than the service that keeps up the workers may use the key without a policy."
  }
}

run "what_the_roles_may_the_key_lets_them" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : alltrue([
        length(setsubtract(
          flatten([
            for policy in values(aws_iam_role_policy.this) : [
              for right in jsondecode(policy.policy).Statement : [for action in flatten([right.Action]) : action if startswith(action, "kms:")]
            ]
          ]),
          statement.Action,
        )) == 0,
        toset(statement.Condition.ArnEquals["aws:PrincipalArn"]) == toset([for role in values(aws_iam_role.this) : "arn:aws:iam::123456789012:role/${role.name}"]),
        toset(statement.Condition.StringEquals["kms:ViaService"]) == toset(["s3.ap-northeast-1.amazonaws.com", "ssm.ap-northeast-1.amazonaws.com"]),
      ]) if statement.Sid == "Machines"
    ])
    error_message = "A role has a right to the key that the key's policy does not let through, or a role is missing in it."
  }
}

run "disks_are_had_through_ec2_and_grants_are_for_aws_alone" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Condition.Bool["kms:GrantIsForAWSResource"] == "true" if contains(statement.Action, "kms:CreateGrant")
    ])
    error_message = "Somebody may hand on the use of the key to whom they like."
  }
  assert {
    condition = toset([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid if length(setintersection(statement.Action, ["kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext"])) > 0
    ]) == toset(["DisksOfIdentities", "AttachDisksOfIdentities", "DisksOfAutoScaling", "AttachDisksOfAutoScaling"])
    error_message = "Machines would not start: whoever starts them cannot use their disks' key."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Condition.StringEquals["kms:ViaService"] == "ec2.ap-northeast-1.amazonaws.com" if endswith(statement.Sid, "DisksOfIdentities")
    ])
    error_message = "The disks' key can be used without EC2 in between."
  }
}
