//! Rules of the kernel by the program `nft`, on the host or inside a machine.

use std::io::{self, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Output, Stdio};

use lab_namespace::Namespaces;

/// Where `nft` works.
#[derive(Clone, Debug)]
pub enum Place {
    /// In the network namespace of the thread that calls.
    Here,
    /// In a machine.
    Machine(Namespaces),
}

/// Why `nft` did not do it.
#[derive(Debug, thiserror::Error)]
pub enum NftError {
    /// It is not installed, or the machine is gone.
    #[error("cannot run `nft`")]
    Missing(#[source] io::Error),
    /// What it said about the ruleset.
    #[error("nft refused: {0}")]
    Refused(String),
}

impl NftError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing(source) if source.kind() == io::ErrorKind::NotFound => {
                Some("install the package nftables".to_owned())
            }
            _ => None,
        }
    }
}

/// Applies a ruleset in one step.
///
/// # Errors
/// When `nft` cannot run or refuses.
pub async fn apply(place: Place, ruleset: String) -> Result<(), NftError> {
    run(place, &["-f", "-"], ruleset).await.map(drop)
}

/// Runs `nft` with `input` and gives back what it printed.
///
/// # Errors
/// When it cannot run or refuses.
pub async fn run(
    place: Place,
    arguments: &'static [&'static str],
    input: String,
) -> Result<String, NftError> {
    tokio::task::spawn_blocking(move || run_blocking(&place, arguments, &input))
        .await
        .map_err(|error| NftError::Missing(io::Error::other(error)))?
}

/// As [`run`], on the thread that calls.
///
/// # Errors
/// As [`run`].
pub fn run_blocking(place: &Place, arguments: &[&str], input: &str) -> Result<String, NftError> {
    let mut command = Command::new("nft");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C is for us to hear: this must not stop half-way.
    command.process_group(0);
    // It is in a directory that not every PATH of root has.
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
    let child = match place {
        Place::Here => command.spawn(),
        Place::Machine(namespaces) => namespaces.spawn(command),
    };
    let output = child.and_then(|child| feed(child, input)).map_err(NftError::Missing)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(NftError::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

fn feed(mut child: Child, input: &str) -> io::Result<Output> {
    let mut stdin = child.stdin.take().expect("it was asked for");
    let written = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output()?;
    // A program that ends early says why on its standard error.
    if output.status.success() { written.map(|()| output) } else { Ok(output) }
}
