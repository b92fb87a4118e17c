# States, locks and plans. addons and apps belong together: one person approves both.
locals {
  states_of = { platform = ["platform"], apps = ["addons", "apps"] }

  # For lack of this S3 says "forbidden" of a state that is not there yet, and Terraform cannot begin. Keys are no secret.
  see_the_bucket = {
    Sid      = "SeeWhatThereIs"
    Effect   = "Allow"
    Action   = ["s3:ListBucket"]
    Resource = [local.bucket_arn]
  }
  use_the_key = {
    Sid      = "UseTheKeyOfTheBucket"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = [aws_kms_key.state.arn]
    Condition = {
      StringEquals = { "kms:ViaService" = [local.by_s3] }
    }
  }

  # No lock: jobs that only plan say `-lock=false`, and what they planned is applied only while the state still has the same serial.
  rights_to_plan = {
    for whose, states in local.states_of : whose => [
      local.see_the_bucket,
      local.use_the_key,
      {
        Sid      = "ReadStates"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = [for state in states : "${local.bucket_arn}/${local.states[state]}"]
      },
      {
        # And not read: who approves names a version and a hash, so a plan that somebody else puts in its place is not the one applied.
        Sid      = "LeavePlans"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = [for state in states : "${local.bucket_arn}/plans/${state}/*"]
      },
    ]
  }

  rights_to_apply = {
    for whose, states in local.states_of : whose => [
      local.see_the_bucket,
      local.use_the_key,
      {
        # Not DeleteObject: a state that has nothing left in it stays.
        Sid      = "ReadAndWriteStates"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = [for state in states : "${local.bucket_arn}/${local.states[state]}"]
      },
      {
        Sid      = "Lock"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = [for state in states : "${local.bucket_arn}/${local.states[state]}.tflock"]
      },
      {
        Sid      = "TakePlans"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = [for state in states : "${local.bucket_arn}/plans/${state}/*"]
      },
    ]
  }

  # What the platform and its control plane tell of themselves. Nothing of it is secret; how to join has another name.
  rights_to_parameters = [
    {
      Sid    = "ReadWhatThePlatformSays"
      Effect = "Allow"
      Action = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
      Resource = concat(local.platform_parameters, [
        for pair in setproduct(local.clusters, ["platform", "*/ca-certificate", "*/status"]) : "${local.ssm_arn}/${pair[0]}/${pair[1]}"
      ])
    },
  ]
}
