//! The output as it is read: field by field, so that a message can name the one that is wrong.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ClusterConfig, KubeadmConfig};

/// The largest that is read: a cluster of twenty nodes takes 12 KiB.
const MAXIMUM_BYTES: usize = 1 << 20;
/// More than any lab has.
pub(super) const MAXIMUM_NODES: usize = 64;

/// Why no lab can be made from it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterConfigError {
    /// No JSON object.
    #[error("the cluster's configuration is no JSON object: {0}")]
    Json(#[source] serde_json::Error),
    /// Longer than any cluster's.
    #[error("the cluster's configuration has {bytes} bytes, and {MAXIMUM_BYTES} are the most that is read")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// A field is not there.
    #[error("the cluster's configuration has no `{field}`")]
    Missing {
        /// Its name.
        field: String,
    },
    /// Fields that the lab would not follow.
    #[error("the cluster's configuration has `{field}`, which this version does not know")]
    Unknown {
        /// The first of them.
        field: String,
    },
    /// A field has a value that a lab cannot follow.
    #[error("`{field}` of the cluster's configuration: {problem}")]
    Field {
        /// Its path, such as `nodes[3].pod_cidr`.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
}

pub(super) fn from_json(text: &str) -> Result<ClusterConfig, ClusterConfigError> {
    if text.len() > MAXIMUM_BYTES {
        return Err(ClusterConfigError::TooLong { bytes: text.len() });
    }
    let mut fields =
        Fields { within: "", left: serde_json::from_str(text).map_err(ClusterConfigError::Json)? };
    let config = ClusterConfig {
        cluster_name: fields.take("cluster_name")?,
        kubernetes_version: fields.take("kubernetes_version")?,
        encapsulation: fields.take("encapsulation")?,
        network: fields.take("network")?,
        api_server: fields.take("api_server")?,
        subnets: fields.take_list("subnets")?,
        nodes: fields.take_list("nodes")?,
        internet_security_groups: fields.take("internet_security_groups")?,
        node_ports: fields.take("node_ports")?,
        security_groups: fields.take("security_groups")?,
        calico: fields.take("calico")?,
        kubeadm: kubeadm(fields.take("kubeadm")?)?,
    };
    // Where the machines of AWS leave notes for each other.
    drop(fields.left.shift_remove("parameter_paths"));
    fields.end()?;
    Ok(config)
}

fn kubeadm(objects: Map<String, Value>) -> Result<KubeadmConfig, ClusterConfigError> {
    let mut fields = Fields { within: "kubeadm.", left: objects };
    let config = KubeadmConfig {
        init: fields.object("init_configuration", "InitConfiguration")?,
        cluster: fields.object("cluster_configuration", "ClusterConfiguration")?,
        kubelet: fields.object("kubelet_configuration", "KubeletConfiguration")?,
        kube_proxy: fields.object("kube_proxy_configuration", "KubeProxyConfiguration")?,
        join: fields.object("join_configuration", "JoinConfiguration")?,
    };
    fields.end()?;
    Ok(config)
}

/// The fields of an object that have not been read.
struct Fields {
    within: &'static str,
    left: Map<String, Value>,
}

impl Fields {
    fn value(&mut self, name: &str) -> Result<Value, ClusterConfigError> {
        let value = self.left.shift_remove(name);
        value.ok_or_else(|| ClusterConfigError::Missing { field: format!("{}{name}", self.within) })
    }

    fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ClusterConfigError> {
        let value = self.value(name)?;
        serde_json::from_value(value)
            .map_err(|error| problem(format!("{}{name}", self.within), error.to_string()))
    }

    fn take_list<T: DeserializeOwned>(&mut self, name: &str) -> Result<Vec<T>, ClusterConfigError> {
        let items: Vec<Value> = self.take(name)?;
        if items.len() > MAXIMUM_NODES {
            return Err(problem(name, format!("{} of them, and {MAXIMUM_NODES} are the most", items.len())));
        }
        let item = |(index, item)| {
            serde_json::from_value(item)
                .map_err(|error| problem(format!("{name}[{index}]"), error.to_string()))
        };
        items.into_iter().enumerate().map(item).collect()
    }

    /// An object of Kubernetes' of that kind.
    fn object(&mut self, name: &str, kind: &str) -> Result<Value, ClusterConfigError> {
        let value = self.value(name)?;
        if value["kind"] != kind || !value["apiVersion"].is_string() {
            let found = value["kind"].as_str().unwrap_or("none");
            return Err(problem(
                format!("{}{name}", self.within),
                format!("its kind is {found}, not {kind}"),
            ));
        }
        Ok(value)
    }

    fn end(self) -> Result<(), ClusterConfigError> {
        match self.left.keys().next() {
            Some(field) => Err(ClusterConfigError::Unknown { field: format!("{}{field}", self.within) }),
            None => Ok(()),
        }
    }
}

pub(super) fn problem(field: impl Into<String>, problem: impl Into<String>) -> ClusterConfigError {
    ClusterConfigError::Field { field: field.into(), problem: problem.into() }
}
