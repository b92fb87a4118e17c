//! What an agent is told: who is there, and what to ask of them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A `ConfigMap` holds no more.
pub const LARGEST_TARGETS_BYTES: usize = 1 << 20;

/// The file `targets.json`: the same one for every agent of a cluster. Fields that it does not know it passes over.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Targets {
    /// Names this version of the file; every [`Record`](crate::Record) says which one it answers.
    pub revision: String,
    /// Nodes that are Ready. Others would only be reported as dead once more.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// The cluster's DNS.
    #[serde(default)]
    pub dns: Dns,
    /// Names that workloads are told to call.
    #[serde(default)]
    pub names: Vec<Name>,
    /// What workloads call. An agent sits in its own namespace: a Service whose `NetworkPolicy` would refuse it does not
    /// belong here.
    #[serde(default)]
    pub services: Vec<Service>,
}

/// A node.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Node {
    /// Its name in the API.
    pub name: String,
    /// Its own address.
    pub address: IpAddr,
    /// Its subnet or zone: nodes in different ones may see different networks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<String>,
    /// Of its agent in the pod network; without one it is not asked there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<IpAddr>,
    /// It carries the control plane.
    #[serde(default, skip_serializing_if = "is_false")]
    pub control_plane: bool,
}

/// The cluster's DNS.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Dns {
    /// The Service's address, that every pod has in its `resolv.conf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<IpAddr>,
    /// Its ready pods.
    #[serde(default)]
    pub pods: Vec<DnsPod>,
    /// A name outside the cluster. Without one nobody asks: many clusters may not know the world, and are well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<String>,
}

/// A CoreDNS pod.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DnsPod {
    /// Its own address.
    pub address: IpAddr,
    /// The node that it is on.
    pub node: String,
}

/// A name in a workload's environment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Name {
    /// Whose, as `namespace/name`.
    pub workload: String,
    /// The variable.
    pub variable: String,
    /// All of its value.
    pub value: String,
    /// The part of it that is looked up.
    pub host: String,
    /// The search list of the workload's pods.
    #[serde(default)]
    pub search: Vec<String>,
}

/// A Service that workloads call.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Service {
    /// As `namespace/name`.
    pub name: String,
    /// Its `ClusterIP`; none for a headless one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// Its port.
    pub port: u16,
    /// It speaks gRPC, so its health can be asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub grpc: bool,
    /// Its ready pods.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

/// A pod of a Service.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Endpoint {
    /// Its own address.
    pub address: IpAddr,
    /// Where it listens.
    pub port: u16,
    /// Its name.
    pub pod: String,
    /// The node that it is on.
    pub node: String,
}

/// Why a file is no use.
#[derive(Debug, thiserror::Error)]
pub enum TargetsError {
    /// Longer than a `ConfigMap` can be.
    #[error("{0} bytes are more than a ConfigMap holds")]
    TooLong(usize),
    /// Not JSON, or not these fields.
    #[error("it is not what is expected: {0}")]
    Json(#[from] serde_json::Error),
}

impl Targets {
    /// Reads the file's bytes.
    ///
    /// # Errors
    /// If they are too many, or not what is expected.
    pub fn read(bytes: &[u8]) -> Result<Self, TargetsError> {
        if bytes.len() > LARGEST_TARGETS_BYTES {
            return Err(TargetsError::TooLong(bytes.len()));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The node of that name.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_needs_no_more_than_its_revision() {
        let targets = Targets::read(br#"{"revision":"1","new":[]}"#).unwrap();
        assert_eq!(targets, Targets { revision: "1".to_owned(), ..Targets::default() });
        assert_eq!(
            serde_json::to_string(&targets).unwrap(),
            r#"{"revision":"1","nodes":[],"dns":{"pods":[]},"names":[],"services":[]}"#
        );
    }

    #[test]
    fn a_file_that_is_cut_off_or_too_long_is_refused_in_words() {
        let error = Targets::read(br#"{"revision":"1","nodes":[{"name":"#).unwrap_err();
        assert!(error.to_string().starts_with("it is not what is expected: EOF"), "{error}");
        let error = Targets::read(&vec![b' '; LARGEST_TARGETS_BYTES + 1]).unwrap_err();
        assert_eq!(error.to_string(), "1048577 bytes are more than a ConfigMap holds");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = Targets::read(&bytes);
        }
    }
}
