# Machines, their disks, what they are started from, and groups of them.
locals {
  rights_to_machines = [
    {
      Sid    = "Make"
      Effect = "Allow"
      Action = ["ec2:CreateLaunchTemplate", "ec2:CreateVolume"]
      Resource = [
        "${local.ec2_arn}:launch-template/*",
        "${local.ec2_arn}:volume/*",
      ]
      Condition = local.for_our_cluster
    },
    {
      # No machine whose metadata a pod could read by a simple GET.
      Sid      = "StartMachines"
      Effect   = "Allow"
      Action   = ["ec2:RunInstances"]
      Resource = ["${local.ec2_arn}:instance/*"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/Cluster" = local.clusters
          "ec2:MetadataHttpTokens" = ["required"]
        }
      }
    },
    {
      Sid    = "StartThemFromThese"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = [
        "arn:${local.partition}:ec2:${var.region}::image/*",
        "arn:${local.partition}:ec2:${var.region}::snapshot/*",
        "${local.ec2_arn}:launch-template/*",
        "${local.ec2_arn}:network-interface/*",
        "${local.ec2_arn}:security-group/*",
        "${local.ec2_arn}:subnet/*",
        "${local.ec2_arn}:volume/*",
      ]
    },
    {
      Sid    = "ChangeOurOwn"
      Effect = "Allow"
      Action = [
        "ec2:AssociateIamInstanceProfile",
        "ec2:AttachNetworkInterface",
        "ec2:AttachVolume",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:DeleteLaunchTemplate",
        "ec2:DeleteLaunchTemplateVersions",
        "ec2:DeleteVolume",
        "ec2:DetachNetworkInterface",
        "ec2:DetachVolume",
        "ec2:DisassociateIamInstanceProfile",
        "ec2:ModifyInstanceAttribute",
        "ec2:ModifyInstanceCreditSpecification",
        "ec2:ModifyInstanceMaintenanceOptions",
        "ec2:ModifyInstanceMetadataOptions",
        "ec2:ModifyLaunchTemplate",
        "ec2:ModifyVolume",
        "ec2:MonitorInstances",
        "ec2:RebootInstances",
        "ec2:ReplaceIamInstanceProfileAssociation",
        "ec2:StartInstances",
        "ec2:StopInstances",
        "ec2:TerminateInstances",
        "ec2:UnmonitorInstances",
      ]
      Resource  = ["*"]
      Condition = local.of_our_clusters
    },
    {
      # Of etcd's disk, before it goes: of our disks, into what is new.
      Sid       = "KeepALastSnapshotOfOurDisks"
      Effect    = "Allow"
      Action    = ["ec2:CreateSnapshot"]
      Resource  = ["${local.ec2_arn}:volume/*"]
      Condition = local.of_our_clusters
    },
    {
      Sid       = "MakeSnapshots"
      Effect    = "Allow"
      Action    = ["ec2:CreateSnapshot"]
      Resource  = ["arn:${local.partition}:ec2:${var.region}::snapshot/*"]
      Condition = local.for_our_cluster
    },
    {
      Sid       = "NameSnapshots"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags"]
      Resource  = ["arn:${local.partition}:ec2:${var.region}::snapshot/*"]
      Condition = { StringEquals = { "ec2:CreateAction" = ["CreateSnapshot"] } }
    },
    {
      Sid    = "Groups"
      Effect = "Allow"
      Action = [
        "autoscaling:AttachLoadBalancerTargetGroups",
        "autoscaling:AttachTrafficSources",
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DeleteLifecycleHook",
        "autoscaling:DeleteTags",
        "autoscaling:DetachLoadBalancerTargetGroups",
        "autoscaling:DetachTrafficSources",
        "autoscaling:DisableMetricsCollection",
        "autoscaling:EnableMetricsCollection",
        "autoscaling:PutLifecycleHook",
        "autoscaling:ResumeProcesses",
        "autoscaling:RollbackInstanceRefresh",
        "autoscaling:SetDesiredCapacity",
        "autoscaling:SetInstanceProtection",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:SuspendProcesses",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
        "autoscaling:UpdateAutoScalingGroup",
      ]
      Resource = [
        for cluster in local.clusters :
        "arn:${local.partition}:autoscaling:${var.region}:${local.account}:autoScalingGroup:*:autoScalingGroupName/${cluster}-*"
      ]
    },
  ]
}
