//! What EC2 knows of one machine.

use std::fs;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Where a machine finds what it is.
pub const INSTANCE: &str = "/opt/ninehops/instance.json";

/// One machine, and its rights.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Instance {
    /// `i-…`.
    pub id: String,
    /// Its availability zone.
    pub zone: String,
    /// The region of that zone.
    pub region: String,
    /// Its address in the VPC.
    pub address: Ipv4Addr,
    /// Its name there.
    pub name: String,
    /// Paths of parameters that it may read.
    pub reads: Vec<String>,
    /// Paths of parameters that it may write.
    pub writes: Vec<String>,
    /// Whether objects of the bucket are its to read and to write.
    pub keeps_backups: bool,
    /// Alias of the only key that it may use.
    pub key: String,
}

impl Instance {
    /// The one that this process runs on.
    pub(crate) fn here() -> Result<Self, Refusal> {
        let text = fs::read_to_string(INSTANCE)
            .map_err(|error| Refusal::new(format!("this is no machine of a lab: `{INSTANCE}`: {error}")))?;
        serde_json::from_str(&text).map_err(|error| Refusal::new(format!("`{INSTANCE}`: {error}")))
    }

    /// An item of the metadata service, by its path below `latest/meta-data/`.
    pub(crate) fn metadata(&self, path: &str) -> Option<String> {
        Some(match path {
            "instance-id" => self.id.clone(),
            "local-hostname" => self.name.clone(),
            "local-ipv4" => self.address.to_string(),
            "placement/availability-zone" => self.zone.clone(),
            "placement/region" => self.region.clone(),
            _ => return None,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A control plane's rights, so that everything can be tried.
    pub(crate) fn instance() -> Instance {
        Instance {
            id: "i-lab0".to_owned(),
            zone: "lab-a".to_owned(),
            region: "lab".to_owned(),
            address: Ipv4Addr::new(10, 0, 1, 11),
            name: "w1".to_owned(),
            reads: vec!["/lab/1/restore".to_owned(), "/lab/1/join".to_owned()],
            writes: vec!["/lab/1/join".to_owned(), "/lab/1/status".to_owned()],
            keeps_backups: true,
            key: "alias/lab".to_owned(),
        }
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let text = serde_json::to_string(&instance()).unwrap();
        assert_eq!(serde_json::from_str::<Instance>(&text).unwrap(), instance());
    }
}
