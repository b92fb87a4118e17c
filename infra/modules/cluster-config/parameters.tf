locals {
  parameter_paths = {
    join           = "/${var.cluster_name}/${var.generation}/join"
    ca_certificate = "/${var.cluster_name}/${var.generation}/ca-certificate"
    platform       = "/${var.cluster_name}/platform"
    runner         = "/${var.cluster_name}/runner"
  }
  # The key of the account would let everybody read who may read any parameter.
  parameter_key = "alias/${var.cluster_name}"
}
