locals {
  labels = {
    "app.kubernetes.io/part-of"    = var.part_of
    "app.kubernetes.io/managed-by" = "Terraform"
  }

  # Refused, told to whoever applies, and written down.
  pod_security = { for mode in ["enforce", "warn", "audit"] : "pod-security.kubernetes.io/${mode}" => "restricted" }

  namespace = {
    apiVersion = "v1"
    kind       = "Namespace"
    metadata   = { name = var.name, labels = merge(local.labels, local.pod_security) }
  }

  # Also for pods that no service's own policy selects.
  default_deny = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "default-deny", namespace = var.name, labels = local.labels }
    spec       = { podSelector = {}, policyTypes = ["Ingress", "Egress"] }
  }
}
