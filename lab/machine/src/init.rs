//! What runs when a program is re-executed for a machine: it calls [`main`] when its first argument is [`COMMAND`].
//!
//! `outer` joins the machine's control group, makes its namespaces and starts `inner` in them, then goes away.
//! `inner` is process 1: it builds the root file system and supervises services for the rest of the machine's life.
//! `join` moves itself into the control group and becomes the command that it was given.
//! `job` is one attempt of a job, by its steps.

pub mod ask;
mod file;
mod inner;
mod job;
mod jobs;
mod join;
mod outer;
mod overlay;
mod root;
mod service;
mod supervisor;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

use lab_namespace::ProcessId;
use serde::{Deserialize, Serialize};

/// The first argument of a program that is to call [`main`] with those after it.
pub const COMMAND: &str = "lab-init";

pub(crate) const OUTER: &str = "outer";
pub(crate) const INNER: &str = "inner";
pub(crate) const JOIN: &str = "join";
pub(crate) const JOB: &str = "job";

/// Plays the part that the arguments after [`COMMAND`] name. For process 1 of a machine it returns when
/// somebody inside switches the machine off.
///
/// Call it before any thread is started: a thread cannot make a pid namespace for its process.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments = arguments.into_iter();
    let part = arguments.next().unwrap_or_default();
    match part.to_str() {
        Some(OUTER) => reported(outer::run(arguments.next())),
        Some(INNER) => reported(inner::run()),
        Some(JOIN) => join::run(arguments),
        Some(JOB) => job::run(arguments.next()),
        _ => {
            say("this command is the machine's own and has no use by hand");
            ExitCode::from(2)
        }
    }
}

/// What the parts tell who boots, a line of JSON each on standard output.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum Report {
    /// The init process is there.
    Started(ProcessId),
    /// Root and namespaces are the machine's own.
    Ready,
    /// Why it is not going to be ready.
    Failed(String),
}

impl Report {
    fn send(&self) -> io::Result<()> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        // One write, since both parts have the pipe.
        io::stdout().write_all(&line)?;
        io::stdout().flush()
    }
}

/// A step that failed, and why.
#[derive(Debug)]
struct StepError {
    step: String,
    source: io::Error,
}

impl fmt::Display for StepError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot {}: {}", self.step, self.source)
    }
}

/// Names the step an error comes from.
trait Step<T> {
    fn step(self, step: impl FnOnce() -> String) -> Result<T, StepError>;
}

impl<T, E: Into<io::Error>> Step<T> for Result<T, E> {
    fn step(self, step: impl FnOnce() -> String) -> Result<T, StepError> {
        self.map_err(|error| StepError { step: step(), source: error.into() })
    }
}

fn reported(result: Result<(), StepError>) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    if Report::Failed(error.to_string()).send().is_err() {
        say(&error.to_string());
    }
    ExitCode::FAILURE
}

/// To standard error, which for process 1 is a log. Nobody can be told when that fails.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
