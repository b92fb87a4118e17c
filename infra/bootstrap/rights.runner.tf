# Starting a machine for one job: from the cluster's own template and as that says, then its configuration into a parameter of its name.
locals {
  runner_parameters = [for cluster in local.clusters : "${local.ssm_arn}/${cluster}/runner/*"]
  a_runner_of_ours = {
    StringEquals = { "aws:ResourceTag/Cluster" = local.clusters, "aws:ResourceTag/Component" = ["runner"] }
  }

  rights_of_runner = [
    {
      Sid       = "StartFromTheTemplate"
      Effect    = "Allow"
      Action    = ["ec2:RunInstances"]
      Resource  = ["${local.ec2_arn}:launch-template/*"]
      Condition = local.a_runner_of_ours
    },
    {
      # Nothing that the template names may be named otherwise: not the image, the network or the groups.
      Sid    = "StartAsTheTemplateSays"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = [
        "arn:${local.partition}:ec2:${var.region}::image/*",
        "arn:${local.partition}:ec2:${var.region}::snapshot/*",
        "${local.ec2_arn}:instance/*",
        "${local.ec2_arn}:network-interface/*",
        "${local.ec2_arn}:security-group/*",
        "${local.ec2_arn}:subnet/*",
        "${local.ec2_arn}:volume/*",
      ]
      Condition = {
        ArnLike = { "ec2:LaunchTemplate" = "${local.ec2_arn}:launch-template/*" }
        Bool    = { "ec2:IsLaunchTemplateResource" = "true" }
      }
    },
    {
      Sid       = "NameWhatIsStarted"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags"]
      Resource  = [for type in ["instance", "network-interface", "volume"] : "${local.ec2_arn}:${type}/*"]
      Condition = { StringEquals = { "ec2:CreateAction" = ["RunInstances"] } }
    },
    {
      Sid       = "GiveItItsRole"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = [for cluster in local.clusters : "${local.iam_arn}:role/${var.project}/${cluster}/${cluster}-runner"]
      Condition = { StringEquals = { "iam:PassedToService" = ["ec2.amazonaws.com"] } }
    },
    {
      Sid       = "EndRunners"
      Effect    = "Allow"
      Action    = ["ec2:TerminateInstances"]
      Resource  = ["${local.ec2_arn}:instance/*"]
      Condition = local.a_runner_of_ours
    },
    {
      Sid      = "SeeRunners"
      Effect   = "Allow"
      Action   = ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "ssm:DescribeParameters"]
      Resource = ["*"]
    },
    {
      # To write and to delete: only the machine itself reads.
      Sid      = "LeaveItsConfiguration"
      Effect   = "Allow"
      Action   = ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter"]
      Resource = local.runner_parameters
    },
    {
      # What has more than 4 KB needs GenerateDataKey.
      Sid      = "EncryptItsConfiguration"
      Effect   = "Allow"
      Action   = ["kms:Encrypt", "kms:GenerateDataKey"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.cluster_keys }
        StringEquals               = { "kms:ViaService" = ["ssm.${var.region}.amazonaws.com"] }
        StringLike                 = { "kms:EncryptionContext:PARAMETER_ARN" = local.runner_parameters }
      }
    },
    {
      # EC2 asks for the rights of whoever starts a machine before it takes the key of its disk.
      Sid      = "EncryptItsDisk"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.cluster_keys }
        StringEquals               = { "kms:ViaService" = ["ec2.${var.region}.amazonaws.com"] }
      }
    },
    {
      Sid      = "LetEc2UseTheKeyForIt"
      Effect   = "Allow"
      Action   = ["kms:CreateGrant"]
      Resource = ["${local.kms_arn}:key/*"]
      Condition = {
        "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.cluster_keys }
        Bool                       = { "kms:GrantIsForAWSResource" = "true" }
        StringEquals               = { "kms:ViaService" = ["ec2.${var.region}.amazonaws.com"] }
      }
    },
    {
      # Which template it is.
      Sid      = "ReadWhatThePlatformSays"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:GetParameters"]
      Resource = local.platform_parameters
    },
  ]
}
