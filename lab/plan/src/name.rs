//! The name of a lab, from which every other name on the host follows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One to twelve characters of `a-z`, `0-9` and `-`, the first a letter, the last no `-`: with its prefix it is still
/// an interface name (`IFNAMSIZ`, 15 characters).
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct LabName(String);

/// Why a text is no name of a lab.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "`{0}` is no name for a lab: 1 to 12 of a-z, 0-9 and `-`, beginning with a letter, not ending with `-`"
)]
pub struct NameError(String);

impl LabName {
    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host's end of the link to the lab: `nh-NAME`.
    pub fn host_interface(&self) -> String {
        format!("nh-{self}")
    }

    /// The control group that holds every process of the lab, and the host's nft table: `ninehops-NAME`.
    pub fn scope(&self) -> String {
        format!("ninehops-{self}")
    }
}

impl Default for LabName {
    fn default() -> Self {
        Self("lab".to_owned())
    }
}

impl fmt::Display for LabName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for LabName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for LabName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let sound = (1..=12).contains(&text.len())
            && text.bytes().all(allowed)
            && text.as_bytes()[0].is_ascii_lowercase()
            && !text.ends_with('-');
        if sound { Ok(Self(text)) } else { Err(NameError(text)) }
    }
}

impl From<LabName> for String {
    fn from(name: LabName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_an_interface_a_control_group_and_a_table() {
        for good in ["lab", "a", "two-labs", "abcdefghijkl"] {
            let name: LabName = good.parse().unwrap();
            assert!(name.host_interface().len() <= 15);
        }
        for bad in ["", "Lab", "1st", "a_b", "end-", "abcdefghijklm", "../x", "a b"] {
            assert_eq!(bad.parse::<LabName>(), Err(NameError(bad.to_owned())));
        }
    }
}
