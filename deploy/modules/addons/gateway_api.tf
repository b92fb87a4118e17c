locals {
  crd_files = var.enable_ingress && var.gateway_api_crds != "" ? fileset(var.gateway_api_crds, "*.yaml") : toset([])

  # A file may hold several documents, and some are only comments, which `yamldecode` refuses.
  crd_documents = flatten([for file in local.crd_files : [
    for document in split("\n---\n", "\n${file("${var.gateway_api_crds}/${file}")}\n") : yamldecode(document) if can(regex("(?m)^kind:", document))
  ]])

  # What generators leave behind is no wish: an empty status, a time of creation that is null.
  gateway_api_crds = { for crd in local.crd_documents : "CustomResourceDefinition/${crd.metadata.name}" => {
    apiVersion = crd.apiVersion
    kind       = crd.kind
    metadata   = { for field in ["name", "labels", "annotations"] : field => crd.metadata[field] if can(crd.metadata[field]) }
    spec       = crd.spec
  } if try(crd.kind == "CustomResourceDefinition", false) }
}
