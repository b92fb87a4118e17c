//! Why nothing was broken, or not all was mended.

use std::io;
use std::path::PathBuf;

use lab_cluster::LabError;

use crate::active::Active;
use crate::fault::{FaultName, UnknownFault};

/// Why a `break` or `fix` did not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// No row of the table.
    #[error(transparent)]
    Unknown(#[from] UnknownFault),
    /// The fault befalls one node, and none was named.
    #[error("`{fault}` breaks one node: which?")]
    NodeMissing {
        /// The fault.
        fault: FaultName,
        /// Nodes that can be meant.
        known: String,
    },
    /// The fault befalls the whole lab, and a node was named.
    #[error("`{fault}` breaks the whole lab, not `{node}` alone")]
    NodeUnwanted {
        /// The fault.
        fault: FaultName,
        /// As asked for.
        node: String,
    },
    /// The lab has no such node.
    #[error("the lab has no node `{node}`")]
    NoSuchNode {
        /// As asked for.
        node: String,
        /// Nodes that can be meant.
        known: String,
    },
    /// The fault would take the means to mend it along.
    #[error("`{node}` is the control plane: without it nothing could be mended")]
    ControlPlane {
        /// As asked for.
        node: String,
        /// Nodes that can be meant.
        known: String,
    },
    /// It is broken already.
    #[error("`{0}` is broken already")]
    Already(Active),
    /// There is no storefront to break.
    #[error("`{0}` breaks the shop, and Deployment `marketplace` is not in namespace `marketplace`")]
    NoShop(FaultName),
    /// There is something where nothing should be.
    #[error("namespace `marketplace` is there already, so none can be made by hand")]
    ShopIsThere,
    /// Mending would delete more than was made.
    #[error("namespace `marketplace` was made by hand, but now Deployment `{0}` is in it")]
    InUse(String),
    /// Calico has a pod network of its own.
    #[error("`src-dst-check` replaces the lab's own pod network, and this lab has Calico's")]
    Calico,
    /// The lab could not be asked or changed.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// The pod network of a node could not be changed.
    #[error("cannot change the pod network of `{node}`")]
    PodNetwork {
        /// The node.
        node: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Rules of kube-proxy could not be deleted.
    #[error("nft in `{node}` could not delete table `{table}`: {message}")]
    Nft {
        /// The node.
        node: String,
        /// The table.
        table: &'static str,
        /// What nft said.
        message: String,
    },
    /// A pod did not go away.
    #[error("kube-proxy on `{0}` did not end within a minute")]
    KubeProxyStays(String),
    /// An image could not be made.
    #[error("cannot make the image for arm64")]
    Image(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The cluster said something that is not understood.
    #[error("kubectl's answer about `{object}` is not understood")]
    Answer {
        /// What it was asked about.
        object: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// `faults.json`.
    #[error("cannot {doing} `{}`", .path.display())]
    Ledger {
        /// Such as `read`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl FaultError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown(_) => Some("`ninehops lab faults` prints them all".to_owned()),
            Self::NodeMissing { fault, known } => {
                Some(format!("`ninehops lab break {fault} NODE`, of {known}"))
            }
            Self::NodeUnwanted { fault, .. } => Some(format!("`ninehops lab break {fault}`")),
            Self::NoSuchNode { known, .. } | Self::ControlPlane { known, .. } => {
                Some(format!("choose of {known}"))
            }
            Self::Already(active) => Some(format!("mend it with `ninehops lab fix {active}`")),
            Self::NoShop(_) => Some("`ninehops lab deploy` brings it there".to_owned()),
            Self::ShopIsThere => Some(
                "if it is the shop that was deployed: `ninehops lab deploy --destroy` removes it".to_owned(),
            ),
            Self::InUse(_) => Some(
                "if it may go: `ninehops lab kubectl delete namespace marketplace`, then fix again"
                    .to_owned(),
            ),
            Self::Calico => Some("boot the lab without `--cni calico`".to_owned()),
            Self::Lab(error) => error.hint(),
            Self::PodNetwork { .. } | Self::Nft { .. } | Self::KubeProxyStays(_) => {
                Some("`ninehops lab fix` undoes what was begun".to_owned())
            }
            Self::Image(_) | Self::Answer { .. } | Self::Ledger { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_the_shop_is_missing_or_in_the_way_the_command_for_it_is_named() {
        for (error, command) in [
            (FaultError::NoShop(FaultName::ArmOnly), "`ninehops lab deploy`"),
            (FaultError::ShopIsThere, "`ninehops lab deploy --destroy`"),
            (
                FaultError::InUse("marketplace".to_owned()),
                "`ninehops lab kubectl delete namespace marketplace`",
            ),
        ] {
            let hint = error.hint().unwrap();
            assert!(hint.contains(command), "{error}: {hint}");
        }
    }
}
