//! A command in a machine, line by line.

use std::fs::OpenOptions;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use lab_machine::Machine;
use tokio::sync::mpsc;

/// Lines that a command may be ahead of its reader.
const LINES: usize = 256;

/// Runs a command in a machine and hears every line of both its outputs; all of them are also written to `log`, with
/// `secret` left out.
///
/// Dropped, it leaves the command running.
pub(crate) async fn run_in_machine(
    machine: &Machine,
    program: &str,
    arguments: &[&str],
    log: &Path,
    secret: Option<&str>,
    mut hear: impl FnMut(&str),
) -> io::Result<ExitStatus> {
    let (reader, writer) = io::pipe()?;
    let mut command = machine.command(program);
    command.args(arguments).stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).process_group(0);
    // Takes the command, and with it our end of the pipe.
    let mut child = machine.spawn(command)?;
    let mut log = OpenOptions::new().create(true).append(true).open(log)?;
    let (sender, mut lines) = mpsc::channel(LINES);
    let secret = secret.map(str::to_owned);
    let reading = tokio::task::spawn_blocking(move || -> io::Result<()> {
        for line in BufReader::new(reader).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            let line = secret.as_ref().map_or(line.clone(), |secret| line.replace(secret, "…"));
            writeln!(log, "{line}")?;
            // Nobody hears: the log does.
            drop(sender.blocking_send(line));
        }
        Ok(())
    });
    while let Some(line) = lines.recv().await {
        hear(&line);
    }
    reading.await.map_err(io::Error::other)??;
    lab_namespace::wait(&mut child).await
}

/// The last lines of a file that say something, for an error.
pub(crate) fn last_lines(log: &Path, count: usize) -> Vec<String> {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].iter().map(|line| (*line).to_owned()).collect()
}
