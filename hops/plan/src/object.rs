//! A Kubernetes object of a plan.

use crate::{Address, Known};

/// Which object a resource stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Object {
    /// The resource.
    pub address: Address,
    /// `apps/v1`, or `v1` for the core group.
    pub api_version: Known<String>,
    /// `Deployment`.
    pub kind: Known<String>,
    /// Absent for an object of the whole cluster.
    pub namespace: Known<String>,
    /// Unknown when the API server is going to choose it (`generateName`).
    pub name: Known<String>,
}
