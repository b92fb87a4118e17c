locals {
  # Nobody on any machine.
  user = 65532

  pod = {
    # A program may refuse variables that it does not know; links of Services would bring some with its prefix.
    enableServiceLinks = false
    securityContext = {
      runAsNonRoot   = true
      runAsUser      = local.user
      runAsGroup     = local.user
      fsGroup        = local.user
      seccompProfile = { type = "RuntimeDefault" }
    }
    # The default of five minutes would leave the service a pod short for as long after a node's death.
    tolerations = [for condition in ["not-ready", "unreachable"] : {
      key               = "node.kubernetes.io/${condition}"
      operator          = "Exists"
      effect            = "NoExecute"
      tolerationSeconds = 30
    }]
  }

  container = {
    securityContext = {
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      capabilities             = { drop = ["ALL"] }
    }
  }

  strategy = {
    type          = "RollingUpdate"
    rollingUpdate = { maxUnavailable = 0, maxSurge = 1 }
  }

  # Pods of one revision are compared with each other only, or a rolling update would be stuck on a surplus of old ones;
  # a tainted node does not count as an empty one, or a drain would be.
  spread = {
    topologySpreadConstraints = [{
      topologyKey       = "kubernetes.io/hostname"
      maxSkew           = 1
      whenUnsatisfiable = "DoNotSchedule"
      nodeTaintsPolicy  = "Honor"
      labelSelector     = { matchLabels = var.selector_labels }
      matchLabelKeys    = ["pod-template-hash"]
    }]
  }

  # A pod that does not become ready must not hold up a drain: it serves nobody.
  disruption_budget = {
    maxUnavailable             = 1
    selector                   = { matchLabels = var.selector_labels }
    unhealthyPodEvictionPolicy = "AlwaysAllow"
  }
}
