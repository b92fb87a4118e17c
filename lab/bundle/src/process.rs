//! A compiler and everything that it starts, as one group that ends together.

use std::fs::File;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use lab_process_group::ProcessGroup;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::error::BundleError;

/// Runs a command to its end; what it says goes to `log`. Cancelling, or dropping the future, kills it with all that
/// it started.
///
/// # Errors
/// If it cannot be started or was cancelled. An exit status other than 0 is no error here.
pub(crate) async fn run(
    mut command: Command,
    log: &Path,
    cancelled: &CancellationToken,
) -> Result<ExitStatus, BundleError> {
    let program = command.as_std().get_program().to_owned();
    let failed = |source| BundleError::Run { program: program.clone().into(), source };
    let output = File::create(log).map_err(BundleError::file(log))?;
    let errors = output.try_clone().map_err(BundleError::file(log))?;
    command.stdin(Stdio::null()).stdout(output).stderr(errors).process_group(0).kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    let group = ProcessGroup::of(&child);
    tokio::select! {
        status = child.wait() => {
            group.disband();
            status.map_err(failed)
        }
        () = cancelled.cancelled() => {
            drop(group);
            child.wait().await.map_err(failed)?;
            Err(BundleError::Cancelled)
        }
    }
}
