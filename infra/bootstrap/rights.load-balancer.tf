locals {
  load_balancer_arns = [
    for type in ["listener/net", "loadbalancer/net", "targetgroup"] :
    "arn:${local.partition}:elasticloadbalancing:${var.region}:${local.account}:${type}/*"
  ]

  rights_to_load_balancer = [
    {
      Sid    = "Make"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateTargetGroup",
      ]
      Resource  = local.load_balancer_arns
      Condition = local.for_our_cluster
    },
    {
      Sid      = "NameWhatIsMade"
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:AddTags"]
      Resource = local.load_balancer_arns
      Condition = {
        StringEquals = { "elasticloadbalancing:CreateAction" = ["CreateListener", "CreateLoadBalancer", "CreateTargetGroup"] }
      }
    },
    {
      Sid    = "ChangeOurOwn"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:DeregisterTargets",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ]
      Resource  = local.load_balancer_arns
      Condition = local.of_our_clusters
    },
  ]
}
