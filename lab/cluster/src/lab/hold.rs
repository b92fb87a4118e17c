//! Work that a lab must outlive.

use super::Lab;
use crate::error::LabError;
use crate::lock::{Attempt, Lock};

/// As long as it is there, nobody removes the lab and nobody else holds it.
#[derive(Debug)]
pub struct Hold(#[expect(dead_code, reason = "it holds as long as it is there")] Lock);

impl Lab {
    /// Keeps the lab from being removed. Nodes can be stopped and started meanwhile.
    ///
    /// # Errors
    /// [`LabError::Busy`] when another holds or removes it; and when it has gone since it was opened.
    pub fn hold(&self) -> Result<Hold, LabError> {
        let path = self.places().hold();
        let attempt = Lock::try_take(path).map_err(|source| LabError::Io {
            doing: "lock",
            path: path.to_owned(),
            source,
        })?;
        let name = &self.plan().name;
        match attempt {
            Attempt::Held(lock) => Self::open(name).map(|_| Hold(lock)),
            Attempt::HeldBy(process) => Err(LabError::Busy { name: name.clone(), process }),
        }
    }
}
