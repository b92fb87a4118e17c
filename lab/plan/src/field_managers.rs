//! In whose name fields of objects are set (Kubernetes, "Field management").

/// Of the shop's objects, whichever way they get onto a cluster.
pub const TERRAFORM: &str = "Terraform";
/// Of what is broken on purpose: how the names begin, one for each fault.
pub const BREAK: &str = "ninehops-break";
