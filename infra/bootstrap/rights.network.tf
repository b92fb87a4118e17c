# Networks, routes, security groups. What is made must get the tag of one of our clusters at once, and may be made only in what has it; what is
# there may be changed if it has it. EC2 asks about each thing that a call is about: a new subnet, and the VPC that it is to be in.
locals {
  rights_to_network = [
    {
      Sid    = "Make"
      Effect = "Allow"
      Action = local.makes_networks
      Resource = [
        for type in [
          "elastic-ip", "internet-gateway", "natgateway", "network-interface", "route-table", "security-group", "subnet", "vpc", "vpc-endpoint",
          "vpc-flow-log",
        ] : "${local.ec2_arn}:${type}/*"
      ]
      Condition = local.for_our_cluster
    },
    {
      Sid    = "MakeInOurOwn"
      Effect = "Allow"
      Action = local.makes_networks
      Resource = [
        for type in ["elastic-ip", "network-interface", "route-table", "security-group", "subnet", "vpc"] : "${local.ec2_arn}:${type}/*"
      ]
      Condition = local.of_our_clusters
    },
    {
      Sid       = "MakeRules"
      Effect    = "Allow"
      Action    = ["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"]
      Resource  = ["${local.ec2_arn}:security-group-rule/*"]
      Condition = local.for_our_cluster
    },
    {
      Sid    = "ChangeOurOwn"
      Effect = "Allow"
      Action = [
        "ec2:AssociateAddress",
        "ec2:AssociateRouteTable",
        "ec2:AttachInternetGateway",
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateRoute",
        "ec2:DeleteFlowLogs",
        "ec2:DeleteInternetGateway",
        "ec2:DeleteNatGateway",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteRoute",
        "ec2:DeleteRouteTable",
        "ec2:DeleteSecurityGroup",
        "ec2:DeleteSubnet",
        "ec2:DeleteVpc",
        "ec2:DeleteVpcEndpoints",
        "ec2:DetachInternetGateway",
        "ec2:DisassociateAddress",
        "ec2:DisassociateRouteTable",
        "ec2:ModifyNetworkInterfaceAttribute",
        "ec2:ModifySecurityGroupRules",
        "ec2:ModifySubnetAttribute",
        "ec2:ModifyVpcAttribute",
        "ec2:ModifyVpcEndpoint",
        "ec2:ReleaseAddress",
        "ec2:ReplaceRoute",
        "ec2:ReplaceRouteTableAssociation",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
        "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
      ]
      Resource  = ["*"]
      Condition = local.of_our_clusters
    },
    {
      Sid      = "NameWhatIsMade"
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = ["${local.ec2_arn}:*/*"]
      Condition = {
        StringEquals = {
          "ec2:CreateAction" = [
            "AllocateAddress",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateFlowLogs",
            "CreateInternetGateway",
            "CreateLaunchTemplate",
            "CreateNatGateway",
            "CreateNetworkInterface",
            "CreateRouteTable",
            "CreateSecurityGroup",
            "CreateSubnet",
            "CreateVolume",
            "CreateVpc",
            "CreateVpcEndpoint",
            "RunInstances",
          ]
        }
      }
    },
    {
      Sid       = "NameOurOwn"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags", "ec2:DeleteTags"]
      Resource  = ["${local.ec2_arn}:*/*"]
      Condition = local.of_our_clusters
    },
    {
      # A VPC comes with a security group, a route table and an access list, and nobody had the chance to put a tag on them.
      Sid      = "AdoptWhatAVpcComesWith"
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = [for type in ["network-acl", "route-table", "security-group"] : "${local.ec2_arn}:${type}/*"]
      Condition = merge(local.for_our_cluster, {
        Null = { "aws:ResourceTag/Cluster" = "true" }
      })
    },
  ]

  makes_networks = [
    "ec2:AllocateAddress",
    "ec2:CreateFlowLogs",
    "ec2:CreateInternetGateway",
    "ec2:CreateNatGateway",
    "ec2:CreateNetworkInterface",
    "ec2:CreateRouteTable",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
  ]
}
