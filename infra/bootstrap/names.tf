data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition

  clusters    = sort(var.clusters)
  bucket_name = "${var.organization}-${var.project}-tfstate-${local.account}"
  bucket_arn  = "arn:${local.partition}:s3:::${local.bucket_name}"

  states = merge(
    { bootstrap = "bootstrap/terraform.tfstate" },
    { for state in ["platform", "addons", "apps"] : state => "${var.state_prefix}/${state}/terraform.tfstate" },
  )

  # Everything that is written into policies about the clusters comes from here: a name, a path or a tag that begins with the cluster's.
  iam_arn    = "arn:${local.partition}:iam::${local.account}"
  ec2_arn    = "arn:${local.partition}:ec2:${var.region}:${local.account}"
  ssm_arn    = "arn:${local.partition}:ssm:${var.region}:${local.account}:parameter"
  kms_arn    = "arn:${local.partition}:kms:${var.region}:${local.account}"
  of_project = "/${var.project}/"
  machine_roles = {
    for cluster in local.clusters : cluster => {
      role    = "${local.iam_arn}:role/${var.project}/${cluster}/*"
      profile = "${local.iam_arn}:instance-profile/${var.project}/${cluster}/*"
    }
  }
  backup_buckets      = [for cluster in local.clusters : "arn:${local.partition}:s3:::${cluster}-*backup*"]
  platform_parameters = [for cluster in local.clusters : "${local.ssm_arn}/${cluster}/platform/*"]
  cluster_keys        = [for cluster in local.clusters : "alias/${cluster}"]

  # Conditions that many statements share.
  of_our_clusters = { StringEquals = { "aws:ResourceTag/Cluster" = local.clusters } }
  for_our_cluster = { StringEquals = { "aws:RequestTag/Cluster" = local.clusters } }
}
