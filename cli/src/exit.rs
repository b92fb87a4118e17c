//! How a command ended, in numbers that scripts can rely on.

use std::process::ExitCode;

/// The same four for every command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// All is as it should be.
    Healthy,
    /// The command did its work and found something wrong.
    Findings,
    /// The command could not do its work.
    Failed,
    /// The command did its work, and what it saw decides nothing.
    CannotTell,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Healthy => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::CannotTell => 3,
        })
    }
}
