data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  flow_logs = var.enable_flow_logs ? toset(["this"]) : toset([])
  account   = data.aws_caller_identity.this.account_id
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  for_each = local.flow_logs

  name              = "/${var.cluster_name}/flow-logs"
  retention_in_days = var.flow_log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = { Name = "${var.cluster_name}-flow-logs", Component = "network" }
}

resource "aws_flow_log" "this" {
  for_each = local.flow_logs

  vpc_id                   = aws_vpc.this.id
  traffic_type             = var.flow_log_traffic
  max_aggregation_interval = 60
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow_logs[each.key].arn
  iam_role_arn             = aws_iam_role.flow_logs[each.key].arn
  tags                     = { Name = var.cluster_name, Component = "network" }

  depends_on = [aws_iam_role_policy.flow_logs]
}

resource "aws_iam_role" "flow_logs" {
  for_each = local.flow_logs

  name                 = "${var.cluster_name}-flow-logs"
  path                 = var.path
  description          = "VPC flow logs of ${var.cluster_name}: write to their group in CloudWatch."
  permissions_boundary = var.permissions_boundary_arn
  tags                 = { Name = "${var.cluster_name}-flow-logs", Component = "network" }

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FlowLogs"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      # Not for flow logs of somebody else's account, whom the service serves as well.
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.this.partition}:ec2:${data.aws_region.this.region}:${local.account}:vpc-flow-log/*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "flow_logs" {
  for_each = local.flow_logs

  name = "${var.cluster_name}-flow-logs"
  role = aws_iam_role.flow_logs[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteToTheGroup"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.flow_logs[each.key].arn}:*"
    }]
  })
}
