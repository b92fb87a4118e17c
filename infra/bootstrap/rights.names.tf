# Names of the clusters, which are known in their VPCs alone, and the public one of the shop with its certificate.
locals {
  zone_arns = "arn:${local.partition}:route53:::hostedzone/*"

  rights_to_names = concat(
    [
      {
        Sid      = "Zones"
        Effect   = "Allow"
        Action   = ["route53:AssociateVPCWithHostedZone", "route53:ChangeTagsForResource", "route53:DeleteHostedZone", "route53:UpdateHostedZoneComment"]
        Resource = [local.zone_arns]
      },
      {
        # The VPC is in the request, and AWS knows no resource that would be there before the zone is.
        Sid      = "MakeZones"
        Effect   = "Allow"
        Action   = ["route53:CreateHostedZone"]
        Resource = ["*"]
      },
      {
        # Whatever zone it is in: nobody but us has names below these.
        Sid      = "RecordsOfOurClusters"
        Effect   = "Allow"
        Action   = ["route53:ChangeResourceRecordSets"]
        Resource = [local.zone_arns]
        Condition = {
          "ForAllValues:StringLike" = {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames" = flatten([
              for cluster in local.clusters : ["${cluster}.internal", "*.${cluster}.internal"]
            ])
          }
          # All of nothing would be true as well.
          Null = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = "false" }
        }
      },
      {
        Sid       = "OrderCertificates"
        Effect    = "Allow"
        Action    = ["acm:AddTagsToCertificate", "acm:RequestCertificate"]
        Resource  = ["*"]
        Condition = local.for_our_cluster
      },
      {
        Sid       = "ChangeOurCertificates"
        Effect    = "Allow"
        Action    = ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"]
        Resource  = ["arn:${local.partition}:acm:${var.region}:${local.account}:certificate/*"]
        Condition = local.of_our_clusters
      },
    ],
    [
      for zones in [sort(var.hosted_zone_ids)] : {
        Sid      = "RecordsOfTheShop"
        Effect   = "Allow"
        Action   = ["route53:ChangeResourceRecordSets"]
        Resource = [for id in zones : "arn:${local.partition}:route53:::hostedzone/${id}"]
        Condition = {
          "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA", "CNAME"] }
          Null                        = { "route53:ChangeResourceRecordSetsRecordTypes" = "false" }
        }
      } if length(zones) > 0
    ],
  )
}
