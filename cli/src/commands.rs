//! One file for each command: arguments in, an exit code out.

mod adopt;
mod ci;
mod lab;
mod load;
mod preflight;
mod trace;
mod up;

use std::io;

use tokio::runtime::{Builder, Runtime};

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs the command that was asked for.
///
/// # Errors
/// When it could not do its work.
pub(crate) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.command() {
        Command::Up(arguments) => on(Builder::new_multi_thread().enable_all().build(), up::run(arguments)),
        // One thread: the server that is measured needs the others.
        Command::Load(arguments) => {
            on(Builder::new_current_thread().enable_all().build(), load::run(arguments))
        }
        Command::Trace(arguments) => {
            on(Builder::new_multi_thread().enable_all().build(), trace::run(arguments))
        }
        Command::Preflight(arguments) => {
            on(Builder::new_multi_thread().enable_all().build(), preflight::run(arguments))
        }
        Command::Adopt(arguments) => {
            on(Builder::new_multi_thread().enable_all().build(), adopt::run(arguments))
        }
        Command::Ci(arguments) => ci::run(arguments),
        Command::Lab(arguments) => on(Builder::new_multi_thread().enable_all().build(), lab::run(arguments)),
    }
}

fn on(
    runtime: io::Result<Runtime>,
    command: impl Future<Output = Result<Exit, Failure>>,
) -> Result<Exit, Failure> {
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start threads: {error}")))?;
    let result = runtime.block_on(command);
    // A second Ctrl-C must not wait for a task that blocks.
    runtime.shutdown_background();
    result
}
