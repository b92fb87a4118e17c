//! A command inside a machine, in its control group.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use super::say;
use crate::control_group::ControlGroups;
use crate::machine::system_group;

/// The exit codes of a shell that cannot run a command.
const NOT_FOUND: u8 = 127;
const NOT_RUNNABLE: u8 = 126;

/// `<group> -- <program> <argument>…`; returns only when that cannot be run.
pub(super) fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(group), Some(_dashes), Some(program)) = (arguments.next(), arguments.next(), arguments.next())
    else {
        say("no command was given");
        return ExitCode::from(NOT_RUNNABLE);
    };
    let group = system_group(&group.to_string_lossy());
    if let Err(error) = ControlGroups::mounted().and_then(|groups| groups.join(&group)) {
        say(&format!("cannot join the control group `{group}`: {}", super::outer::in_words(error)));
        return ExitCode::from(NOT_RUNNABLE);
    }
    let error = Command::new(&program).args(arguments).exec();
    say(&format!("cannot run `{}`: {error}", program.display()));
    ExitCode::from(if error.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { NOT_RUNNABLE })
}
