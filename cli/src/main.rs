//! `ninehops`: flags become one call into a room, what it says becomes words and an exit code.
//!
//! Reports go to stdout, everything else to stderr. Exit codes: 0 healthy, 1 findings, 2 the tool failed, 3 it
//! cannot tell.

mod arguments;
mod commands;
mod exit;
mod failure;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::arguments::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let first = words.next().unwrap_or_default();
    // Process 1 of every machine of a lab is this program: nothing may cost it time, memory or a thread.
    if first == lab_machine::init::COMMAND {
        return lab_machine::init::main(words);
    }
    if first == lab_stand_ins::COMMAND {
        return lab_stand_ins::main(words);
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return explain(&error).into();
        }
    };
    match commands::run(arguments) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print();
            Exit::Failed.into()
        }
    }
}

/// Help and version are no failures, nor is a group of commands without one.
fn explain(error: &clap::Error) -> Exit {
    // A broken pipe is nothing to speak about.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        drop(write!(anstream::stdout(), "{}", error.render().ansi()));
        return Exit::Healthy;
    }
    drop(error.print());
    if error.use_stderr() { Exit::Failed } else { Exit::Healthy }
}
