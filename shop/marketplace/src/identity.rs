//! Which process this is: its pod and node as Kubernetes' downward API told it, else the host's name.

use http::HeaderValue;
use shop_service::host_name;

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The pod's name, or the host's.
    pub name: String,
    /// The node that runs the pod; absent outside a cluster.
    pub node: Option<String>,
    /// The pod's address; absent outside a cluster.
    pub address: Option<String>,
}

impl Identity {
    /// Takes what the downward API said (`POD_NAME`, `NODE_NAME`, `POD_IP`) and asks the kernel for the rest.
    pub fn new(pod: Option<String>, node: Option<String>, address: Option<String>) -> Self {
        Self { name: pod.or_else(host_name).unwrap_or_else(|| "marketplace".to_owned()), node, address }
    }

    /// The name for a header; what is not header text is left out.
    pub fn header_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.name).ok()
    }
}
