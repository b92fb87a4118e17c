//! One run of Terraform.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use lab_process_group::ProcessGroup;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio_util::sync::CancellationToken;

use crate::error::TerraformError;
use crate::message::{Diagnostic, Message, errors_in_text};
use crate::root::Hear;

/// How long Terraform may take to stop when it is asked to: it finishes what it has begun and writes its state.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is read of its standard error: a log that somebody switched on must not fill the memory.
const STANDARD_ERROR_BYTES: u64 = 1 << 20;

/// How a run ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `None` after a signal.
    pub(crate) code: Option<i32>,
    /// Data, for commands that print some.
    pub(crate) printed: String,
    mistakes: Vec<Diagnostic>,
    standard_error: String,
}

impl Ended {
    #[cfg(test)]
    pub(crate) fn with_mistakes(mistakes: Vec<Diagnostic>) -> Self {
        Self { code: Some(1), printed: String::new(), mistakes, standard_error: String::new() }
    }

    /// Every mistake that it found.
    pub(crate) fn errors(self) -> Vec<Diagnostic> {
        if self.mistakes.is_empty() { errors_in_text(&self.standard_error) } else { self.mistakes }
    }
}

/// Runs it to its end, or until `cancelled` is. Dropped, it kills Terraform and its providers.
pub(crate) async fn run(
    mut command: Command,
    hear: Hear<'_>,
    cancelled: &CancellationToken,
) -> Result<Ended, TerraformError> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let child = command.spawn().map_err(TerraformError::Run)?;
    let group = ProcessGroup::of(&child);
    let mut work = Box::pin(listen(child, hear));
    tokio::select! {
        ended = &mut work => {
            let ended = ended.map_err(TerraformError::Run)?;
            group.disband();
            Ok(ended)
        }
        () = cancelled.cancelled() => {
            group.interrupt();
            drop(tokio::time::timeout(PATIENCE, work).await);
            // Kills what does not end, Terraform itself or a program that one of its provisioners started.
            drop(group);
            Err(TerraformError::Cancelled)
        }
    }
}

async fn listen(mut child: Child, hear: Hear<'_>) -> io::Result<Ended> {
    let output = child.stdout.take().expect("it is piped");
    let errors = child.stderr.take().expect("it is piped");
    let ((printed, mistakes), standard_error) = tokio::try_join!(lines(output, hear), talk(errors))?;
    let code = child.wait().await?.code();
    Ok(Ended { code, printed, mistakes, standard_error })
}

/// What it printed as data, and every mistake that it told of.
async fn lines(output: ChildStdout, hear: Hear<'_>) -> io::Result<(String, Vec<Diagnostic>)> {
    let mut lines = BufReader::new(output).lines();
    let (mut printed, mut mistakes) = (String::new(), Vec::new());
    while let Some(line) = lines.next_line().await? {
        match Message::read(&line) {
            Message::Says(text) => hear(&text),
            Message::Error(diagnostic) => mistakes.push(diagnostic),
            Message::Nothing => {}
            Message::Text => {
                printed.push_str(&line);
                printed.push('\n');
            }
        }
    }
    Ok((printed, mistakes))
}

/// The rest of a long log is read and let go, so that nobody waits for a reader.
async fn talk(errors: ChildStderr) -> io::Result<String> {
    let mut errors = errors.take(STANDARD_ERROR_BYTES);
    let mut bytes = Vec::new();
    errors.read_to_end(&mut bytes).await?;
    tokio::io::copy(errors.get_mut(), &mut tokio::io::sink()).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
