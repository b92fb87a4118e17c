locals {
  parameter_paths = merge(
    {
      for name in ["join", "control-plane-join", "ca-certificate", "status", "restore"] :
      replace(name, "-", "_") => "/${var.cluster_name}/${var.generation}/${name}"
    },
    {
      platform = "/${var.cluster_name}/platform"
      runner   = "/${var.cluster_name}/runner"
    },
  )
  # The key of the account would let everybody read who may read any parameter.
  parameter_key = "alias/${var.cluster_name}"
}
