//! How a command ended, in numbers that scripts can rely on.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitCode, ExitStatus};

/// The same four for every command, but for those that run another.
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
    /// A command inside a lab ended like this, and says more than we could.
    OfCommand(u8),
}

impl Exit {
    /// As a shell has it: the command's own code, or 128 and the number of the signal that ended it.
    pub(crate) fn of_command(status: ExitStatus) -> Self {
        let code = status.code().or_else(|| Some(128 + status.signal()?));
        code.and_then(|code| u8::try_from(code).ok()).map_or(Self::Failed, Self::OfCommand)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Healthy => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::CannotTell => 3,
            Exit::OfCommand(code) => code,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_ends_us_as_it_would_end_a_shell() {
        assert_eq!(Exit::of_command(ExitStatus::from_raw(42 << 8)), Exit::OfCommand(42));
        assert_eq!(Exit::of_command(ExitStatus::from_raw(9)), Exit::OfCommand(137));
    }
}
