//! The program itself, as a container runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use hops_agent::{Mode, Record, TARGETS_FILE};
use hops_model::Family;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

const LONG: Duration = Duration::from_mins(1);

fn agent(mode: &str, directory: &Path) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ninehops-agent"))
        .env_clear()
        .env("NINEHOPS_AGENT_MODE", mode)
        .env("NODE_NAME", "w1")
        .env("NINEHOPS_AGENT_TARGETS", directory)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

async fn record(lines: &mut Lines<BufReader<ChildStdout>>) -> Record {
    let line = timeout(LONG, lines.next_line()).await.expect("an epoch has an end").unwrap().unwrap();
    Record::read(&line).unwrap()
}

/// As kubelet does: a new file in place of the old one.
fn put(directory: &TempDir, text: &str) {
    let new = directory.path().join("new");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(new, directory.path().join(TARGETS_FILE)).unwrap();
}

#[tokio::test]
async fn targets_that_come_later_are_asked_and_the_program_ends_when_it_is_told() {
    let directory = TempDir::new().unwrap();
    let (mut child, mut lines) = agent("host", directory.path());
    let first = record(&mut lines).await;
    assert_eq!((first.node.as_str(), first.mode, first.epoch), ("w1", Mode::Host, 1));
    assert_eq!(first.revision, "");
    assert!(first.problems[0].ends_with("there is nothing to ask"), "{:?}", first.problems);

    // Port 10250 of an address that is this machine's own: refused or not, it is an answer.
    put(
        &directory,
        r#"{"revision":"2","nodes":[{"name":"w1","address":"127.0.0.1"},{"name":"w2","address":"127.0.0.2"},{"name":"w3","address":"127.0.0.3"}]}"#,
    );
    let second = record(&mut lines).await;
    assert_eq!((second.revision.as_str(), second.epoch, second.problems.len()), ("2", 2, 0));
    let asked: Vec<Family> = second.observations.iter().map(|answer| answer.observation.family).collect();
    assert!(asked.contains(&Family::NodeTcp), "{asked:?}");

    let process = Pid::from_raw(child.id().unwrap().cast_signed()).unwrap();
    kill_process(process, Signal::TERM).unwrap();
    assert!(timeout(LONG, child.wait()).await.expect("it ends").unwrap().success());
}

#[tokio::test]
async fn what_is_missing_in_the_environment_is_told_at_once() {
    let output = Command::new(env!("CARGO_BIN_EXE_ninehops-agent")).env_clear().output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("error: NINEHOPS_AGENT_MODE is not set; NODE_NAME is not set\nhint: "),
        "{told}"
    );
}
