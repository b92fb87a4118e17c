//! What a machine of EC2 finds around it, as far as its scripts ask: the metadata service, the AWS CLI, systemctl.
//!
//! A program calls [`main`] when its first argument is [`COMMAND`]; in a machine of the lab, files of two lines named
//! `aws` and `systemctl` do that. Each stand-in knows what this repository's scripts use and refuses the rest by name,
//! so that a script which asks for more fails in the lab before it meets AWS. What AWS would refuse is refused: a
//! request without a session, a parameter without the right to it, a secret without the cluster's key.
//!
//! Nothing here leaves the machine. [`Instance`] is what the machine is, [`Account`] where parameters and objects are.

mod account;
mod aws;
mod instance;
mod metadata;
mod systemctl;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

pub use account::Account;
pub use instance::{INSTANCE, Instance};

/// The first argument of a program that is to call [`main`] with those after it.
pub const COMMAND: &str = "lab-stand-in";
/// The part that answers as EC2's metadata service.
pub const METADATA: &str = "metadata";
/// Parts that scripts call by their names.
pub const PROGRAMS: [&str; 2] = ["aws", "systemctl"];

/// Plays the part that the arguments after [`COMMAND`] name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Option<Vec<String>> = arguments.into_iter().map(|word| word.into_string().ok()).collect();
    let words = words.unwrap_or_default();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        [METADATA] => metadata::serve().map(|()| String::new()),
        ["aws", asked @ ..] => aws::run(asked),
        ["systemctl", asked @ ..] => systemctl::run(asked),
        _ => Err(Refusal::new("this command is a lab's own and has no use by hand")),
    };
    match result {
        Ok(text) => {
            // Whoever does not read it does not want it.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            let _ = writeln!(io::stderr(), "{}", refusal.words);
            ExitCode::from(refusal.code)
        }
    }
}

/// Why not, and the exit code that says so.
#[derive(Debug)]
struct Refusal {
    words: String,
    code: u8,
}

impl Refusal {
    fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), code: 2 }
    }

    fn with_code(self, code: u8) -> Self {
        Self { code, ..self }
    }
}

/// What wraps a stand-in's name into a program.
pub fn wrapper(program: &str) -> String {
    // Process 1 of a machine is this same program.
    format!("#!/bin/sh\nexec /proc/1/exe {COMMAND} {program} \"$@\"\n")
}
