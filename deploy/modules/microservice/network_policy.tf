locals {
  # Naming both directions is what denies all that no rule allows.
  network_policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = local.metadata
    spec = merge(
      {
        podSelector = { matchLabels = local.selector_labels }
        policyTypes = ["Ingress", "Egress"]
        egress      = concat([local.dns_rule], local.egress_rules)
      },
      { for field, rules in { ingress = local.ingress_rules } : field => rules if length(rules) > 0 },
    )
  }

  dns_rule = {
    to = [{
      namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = "kube-system" } }
      podSelector       = { matchLabels = { "k8s-app" = "kube-dns" } }
    }]
    ports = [{ protocol = "UDP", port = 53 }, { protocol = "TCP", port = 53 }]
  }

  ingress_rules = [for name, peer in var.allow_from : {
    from  = [local.peers["from ${name}"]]
    ports = [for port in sort(peer.ports) : { protocol = "TCP", port = port }]
  }]

  egress_rules = [for name, peer in var.allow_to : {
    to    = [local.peers["to ${name}"]]
    ports = [for port in sort([for port in peer.ports : format("%05d", port)]) : { protocol = "TCP", port = tonumber(port) }]
  }]

  peers = { for name, peer in merge(
    { for name, peer in var.allow_from : "from ${name}" => merge(peer, { ports = null }) },
    { for name, peer in var.allow_to : "to ${name}" => merge(peer, { ports = null }) },
    ) : name => { for field, value in {
      namespaceSelector = peer.namespace == null ? null : { matchLabels = { "kubernetes.io/metadata.name" = peer.namespace } }
      podSelector       = length(peer.pod_labels) == 0 ? null : { matchLabels = peer.pod_labels }
      ipBlock           = peer.cidr_block == null ? null : { cidr = peer.cidr_block }
  } : field => value if value != null } }
}
