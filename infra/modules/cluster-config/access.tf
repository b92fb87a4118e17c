# What GitHub's jobs may do in the cluster: with what deploy/live/{addons,apps} make, and what Terraform needs for it. For the whole
# cluster, not by namespace: a namespace that Terraform makes has no Role in it before. Who may start pods in kube-system can become
# everything, so these rights keep mistakes small, and the environments' reviewers keep people out.
locals {
  deployed_kinds = {
    ""                          = ["namespaces", "serviceaccounts", "services"]
    "apiextensions.k8s.io"      = ["customresourcedefinitions"]
    "apiregistration.k8s.io"    = ["apiservices"]
    "apps"                      = ["deployments"]
    "autoscaling"               = ["horizontalpodautoscalers"]
    "gateway.networking.k8s.io" = ["gatewayclasses", "gateways", "httproutes"]
    "networking.k8s.io"         = ["networkpolicies"]
    "policy"                    = ["poddisruptionbudgets"]
    "rbac.authorization.k8s.io" = ["clusterrolebindings", "clusterroles", "rolebindings"]
  }
  # Roles with rights that the jobs themselves lack: which ones they may make, and which ones they may give to somebody.
  deployed_roles = ["system:aggregated-metrics-reader", "system:metrics-server", "traefik-gateway", "traefik-routes"]
  bound_roles = {
    clusterroles = ["system:auth-delegator", "system:metrics-server", "traefik-gateway", "traefik-routes"]
    roles        = ["extension-apiserver-authentication-reader"]
  }
  deployed_secrets = ["marketplace-cookie"]

  access_verbs = {
    plan  = ["get", "list", "watch"]
    apply = ["get", "list", "watch", "create", "patch", "delete"]
  }
  # Terraform reads a Secret before it says that nothing changes, also one whose value it does not keep. To plan shall show no secret.
  access_rules = {
    for may, verbs in local.access_verbs : may => concat(
      [for group, kinds in local.deployed_kinds : { apiGroups = [group], resources = kinds, verbs = verbs }],
      [
        for rule in concat(
          [
            { apiGroups = [""], resources = ["secrets"], verbs = ["create"] },
            { apiGroups = [""], resources = ["secrets"], resourceNames = local.deployed_secrets, verbs = ["get", "patch", "delete"] },
            { apiGroups = ["rbac.authorization.k8s.io"], resources = ["clusterroles"], resourceNames = local.deployed_roles, verbs = ["escalate"] },
          ],
          [for kind, names in local.bound_roles : { apiGroups = ["rbac.authorization.k8s.io"], resources = [kind], resourceNames = names, verbs = ["bind"] }],
        ) : rule if may == "apply"
      ],
    )
  }
  access = {
    apiVersion = "v1"
    kind       = "List"
    items = flatten([
      for may, environments in local.github_environments : [
        {
          apiVersion = "rbac.authorization.k8s.io/v1"
          kind       = "ClusterRole"
          metadata   = { name = "gha:apps-${may}" }
          rules      = local.access_rules[may]
        },
        {
          apiVersion = "rbac.authorization.k8s.io/v1"
          kind       = "ClusterRoleBinding"
          metadata   = { name = "gha:apps-${may}" }
          roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = "gha:apps-${may}" }
          subjects = [
            for environment in environments : { apiGroup = "rbac.authorization.k8s.io", kind = "User", name = "${local.github_user_prefix}${environment}" }
          ]
        },
      ]
    ])
  }
}
