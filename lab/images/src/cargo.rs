//! Cargo and the compiler as processes. Dropping a call ends them.

use std::collections::VecDeque;
use std::path::Path;
use std::process::Stdio;

use lab_process_group::ProcessGroup;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::ImagesError;
use crate::person::Person;

/// What is kept of the talk of a build for its error message.
const KEPT_LINES: usize = 40;

/// Runs a tool to its end and returns what it printed.
pub(crate) async fn output(
    program: &'static str,
    directory: &Path,
    arguments: &[&str],
) -> Result<String, ImagesError> {
    let output = command(program, directory, arguments).output().await;
    let output = output.map_err(|source| ImagesError::Program { program, source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(failed(program, arguments, stderr.lines()))
}

/// Runs cargo with flags for the compiler, and hands on each line of its talk.
pub(crate) async fn watched(
    directory: &Path,
    arguments: &[&str],
    flags: &[String],
    line: &mut (dyn FnMut(&str) + Send),
) -> Result<(), ImagesError> {
    let program = "cargo";
    let cannot_run = |source| ImagesError::Program { program, source };
    let mut child = command(program, directory, arguments)
        // Stronger than RUSTFLAGS and than any configuration file, and its separator is in no path.
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(cannot_run)?;
    // Cargo, its compilers and their linkers. After a SIGKILL of ours nobody kills them: Cargo then ends when its next
    // line finds no reader.
    let group = ProcessGroup::of(&child);
    let talk = child.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(talk).lines();
    let mut kept = VecDeque::new();
    while let Some(text) = lines.next_line().await.map_err(cannot_run)? {
        line(&text);
        if kept.len() == KEPT_LINES {
            kept.pop_front();
        }
        kept.push_back(text);
    }
    let status = child.wait().await.map_err(cannot_run)?;
    group.disband();
    if status.success() { Ok(()) } else { Err(failed(program, arguments, kept.iter().map(String::as_str))) }
}

fn command(program: &str, directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(directory)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env_remove("CARGO_BUILD_TARGET")
        // Cargo sets it for the programs that it runs; it would choose another toolchain than the checkout's.
        .env_remove("RUSTUP_TOOLCHAIN")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(person) = Person::behind_sudo(std::env::var_os("SUDO_UID"), directory) {
        person.runs(&mut command);
    }
    command
}

fn failed<'a>(program: &str, arguments: &[&str], lines: impl Iterator<Item = &'a str>) -> ImagesError {
    let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = |line: &&&str| {
        line.starts_with("error") || line.contains("cannot find -l") || line.contains("linker `cc` not found")
    };
    let mut said: Vec<&str> = lines.iter().filter(told).copied().collect();
    if said.is_empty() {
        said = lines.last().copied().into_iter().collect();
    }
    let command = format!("{program} {}", arguments.first().copied().unwrap_or_default());
    ImagesError::Failed { command, said: said.join("; ") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_tool_that_is_missing_is_named_with_the_way_to_it() {
        let error = output("cargo-of-another-world", Path::new("/"), &["build"]).await.unwrap_err();
        assert_eq!(error.to_string(), "cannot run `cargo-of-another-world`");
        assert!(error.hint().unwrap().contains("rustup"));
    }

    #[tokio::test]
    async fn what_a_tool_has_started_ends_with_it() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep infinity & echo; wait"]).stdout(Stdio::piped()).process_group(0);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some(""));
        drop(ProcessGroup::of(&child));
        // Open as long as one of them lives.
        let end = tokio::time::timeout(Duration::from_mins(1), lines.next_line()).await;
        assert_eq!(end.expect("both have ended").unwrap(), None);
        assert!(!child.wait().await.unwrap().success());
    }

    #[test]
    fn the_errors_are_picked_out_of_the_talk() {
        let talk =
            ["   Compiling a v1", "error: linking with `cc` failed", "/usr/bin/ld: cannot find -lc", "", "x"];
        let error = failed("cargo", &["build", "--release"], talk.into_iter());
        insta::assert_snapshot!(
            error,
            @"`cargo build` failed: error: linking with `cc` failed; /usr/bin/ld: cannot find -lc"
        );
        assert!(error.hint().unwrap().contains("glibc-static"));
    }
}
