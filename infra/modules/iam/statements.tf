# What each kind of machine may do. Objects and not text, so that a test can walk them.
locals {
  parameter_arns = {
    for name, path in var.parameter_paths : name => "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${path}" if path != null
  }
  # Only control planes read the key by which one joins them.
  join_arns   = [for name in ["join", "control_plane_join"] : local.parameter_arns[name] if contains(keys(local.parameter_arns), name)]
  runner_arns = "${local.parameter_arns.runner}/*"
  backup_arns = "${var.backup_bucket_arn}/${var.backup_prefix}/*"
  # With a bucket key S3 names the bucket to KMS, without one the object.
  backup_contexts = [var.backup_bucket_arn, local.backup_arns]

  # Session Manager and Run Command. AWS's own policy for it, AmazonSSMManagedInstanceCore, has the right to read every parameter in it.
  agent_statements = [{
    Sid    = "SystemsManagerAgent"
    Effect = "Allow"
    Action = [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    # AWS knows no resource of these.
    Resource = "*"
  }]

  control_plane_statements = [
    {
      Sid      = "TellHowToJoinAndHowItIs"
      Effect   = "Allow"
      Action   = "ssm:PutParameter"
      Resource = concat(local.join_arns, [local.parameter_arns.ca_certificate, local.parameter_arns.status])
    },
    {
      # The second and the third read what the first wrote.
      Sid      = "ReadHowToJoin"
      Effect   = "Allow"
      Action   = "ssm:GetParameter"
      Resource = local.join_arns
    },
    {
      # To write, for a restore that has been done must not be done again by the next machine.
      Sid      = "TakeTheOrderToRestore"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:PutParameter"]
      Resource = local.parameter_arns.restore
    },
    {
      Sid      = "EncryptHowToJoin"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:Encrypt"]
      Resource = aws_kms_key.this.arn
      Condition = {
        StringEquals = {
          "kms:ViaService"                      = local.services.ssm
          "kms:EncryptionContext:PARAMETER_ARN" = local.join_arns
        }
      }
    },
    {
      # Nothing is deleted: the bucket does that by age.
      Sid      = "KeepAndFetchBackups"
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
      Resource = local.backup_arns
    },
    {
      # Decrypt also for writing: S3 checks the parts of a large object.
      Sid      = "EncryptBackups"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = aws_kms_key.this.arn
      Condition = {
        StringEquals = { "kms:ViaService" = local.services.s3 }
        StringLike   = { "kms:EncryptionContext:aws:s3:arn" = local.backup_contexts }
      }
    },
    {
      Sid    = "SeeWhoComesAndGoes"
      Effect = "Allow"
      Action = "autoscaling:DescribeAutoScalingInstances"
      # AWS knows no resource of this.
      Resource = "*"
    },
    {
      Sid      = "LetThemComeAndGo"
      Effect   = "Allow"
      Action   = "autoscaling:CompleteLifecycleAction"
      Resource = "arn:${local.partition}:autoscaling:${local.region}:${local.account}:autoScalingGroup:*:autoScalingGroupName/${var.cluster_name}-*"
      Condition = {
        StringEquals = { "aws:ResourceTag/Cluster" = var.cluster_name }
      }
    },
  ]

  worker_statements = [
    {
      Sid      = "ReadHowToJoin"
      Effect   = "Allow"
      Action   = "ssm:GetParameter"
      Resource = local.parameter_arns.join
    },
    {
      Sid      = "DecryptHowToJoin"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = aws_kms_key.this.arn
      Condition = {
        StringEquals = {
          "kms:ViaService"                      = local.services.ssm
          "kms:EncryptionContext:PARAMETER_ARN" = local.parameter_arns.join
        }
      }
    },
  ]

  runner_statements = [
    {
      # Whoever writes the parameter tags it with the machine that it is for. Without the tag nobody may read it.
      Sid      = "TakeItsOwnConfiguration"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:DeleteParameter"]
      Resource = local.runner_arns
      Condition = {
        StringEquals = {
          "ec2:SourceInstanceARN" = "arn:${local.partition}:ec2:${local.region}:${local.account}:instance/$${aws:ResourceTag/InstanceId}"
        }
      }
    },
    {
      Sid      = "DecryptItsOwnConfiguration"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = aws_kms_key.this.arn
      Condition = {
        StringEquals = { "kms:ViaService" = local.services.ssm }
        StringLike   = { "kms:EncryptionContext:PARAMETER_ARN" = local.runner_arns }
      }
    },
  ]
}
