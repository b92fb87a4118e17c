//! A lab from nothing to Ready.

use tokio_util::sync::CancellationToken;

use crate::error::UpError;
use crate::event::Events;
use crate::lab::Lab;
use crate::options::Options;

/// Boots a lab and returns when all nodes are Ready and `CoreDNS` answers.
///
/// When it fails or `cancelled` is, nothing of it is left, unless the options ask to keep the ruins of a failure.
///
/// # Errors
/// When the host cannot carry a lab, the lab runs already, or a step failed.
pub async fn up(_options: Options, _events: Events, _cancelled: CancellationToken) -> Result<Lab, UpError> {
    Err(UpError::Cancelled)
}
