//! What is broken.

use std::fmt;

use lab_cluster::Lab;
use serde::{Deserialize, Serialize};

use crate::error::FaultError;
use crate::fault::FaultName;
use crate::ledger::Ledger;

/// A fault that has been made and not been fixed.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Active {
    /// Which.
    pub fault: FaultName,
    /// Where, for faults of one node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

/// What is broken in a lab, oldest first.
///
/// # Errors
/// When the lab's `faults.json` cannot be read.
pub fn active(lab: &Lab) -> Result<Vec<Active>, FaultError> {
    let ledger = Ledger::read(lab.directory())?;
    Ok(ledger.records().iter().map(|record| record.active.clone()).collect())
}

/// As it is typed after `break`: `node-down w1`.
impl fmt::Display for Active {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Some(node) => write!(formatter, "{} {node}", self.fault),
            None => self.fault.fmt(formatter),
        }
    }
}
