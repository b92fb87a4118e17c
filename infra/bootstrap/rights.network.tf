# Networks, routes, security groups. What is new may be made; what is there may be changed if its tag says that it is of our clusters.
locals {
  rights_to_network = [
    {
      # What these make has no tag yet, and for its rules, routes and attachments EC2 asks about things of both kinds at once.
      Sid    = "Make"
      Effect = "Allow"
      Action = [
        "ec2:AllocateAddress",
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
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
      Resource  = ["*"]
      Condition = local.in_this_region
    },
    {
      Sid    = "ChangeOurOwn"
      Effect = "Allow"
      Action = [
        "ec2:AssociateAddress",
        "ec2:AssociateRouteTable",
        "ec2:AttachInternetGateway",
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
}
