# Control planes, workers, runners, the NAT machine, and the service that writes flow logs.
locals {
  boundary_of_machines = [
    {
      Sid    = "SystemsManagerAgent"
      Effect = "Allow"
      Action = [
        "ec2messages:*",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:*",
      ]
      Resource = ["*"]
    },
    {
      Sid      = "ParametersOfTheirCluster"
      Effect   = "Allow"
      Action   = ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"]
      Resource = [for cluster in local.clusters : "${local.ssm_arn}/${cluster}/*"]
    },
    {
      # Nothing is deleted: the bucket does that by age.
      Sid      = "Backups"
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
      Resource = flatten([for bucket in local.backup_buckets : [bucket, "${bucket}/*"]])
    },
    {
      Sid      = "KeyOfTheirCluster"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.cluster_keys }
        StringEquals               = { "kms:ViaService" = [local.by_s3, "ssm.${var.region}.amazonaws.com"] }
      }
    },
    {
      Sid      = "SeeMachines"
      Effect   = "Allow"
      Action   = ["autoscaling:Describe*", "ec2:Describe*"]
      Resource = ["*"]
    },
    {
      Sid    = "LetWorkersLeave"
      Effect = "Allow"
      Action = ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"]
      Resource = [
        for cluster in local.clusters :
        "arn:${local.partition}:autoscaling:${var.region}:${local.account}:autoScalingGroup:*:autoScalingGroupName/${cluster}-*"
      ]
    },
    {
      Sid    = "FlowLogs"
      Effect = "Allow"
      Action = ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = [
        for cluster in local.clusters : "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:/${cluster}/*"
      ]
    },
  ]
}
