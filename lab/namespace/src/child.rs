//! Waiting for child processes without a thread of the runtime.

use std::io;
use std::process::{Child, ExitStatus, Output};

use tokio::signal::unix::{SignalKind, signal};

/// Waits until `child` has ended and reaps it. May be dropped and called again.
///
/// # Errors
/// The kernel's; none is known for a child of our own.
pub async fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    // Listen first, then look: an end in between is then seen by one of both.
    let mut some_child_ended = signal(SignalKind::child())?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        some_child_ended.recv().await;
    }
}

/// Waits until `child` has ended and collects what it wrote to those of its outputs that are pipes.
///
/// A future that is dropped leaves a thread behind until the child has ended.
///
/// # Errors
/// Those of reading the pipes.
pub async fn wait_with_output(child: Child) -> io::Result<Output> {
    tokio::task::spawn_blocking(|| child.wait_with_output()).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[tokio::test]
    async fn an_exit_code_comes_back() {
        let mut child =
            Command::new("sh").args(["-c", "read line; exit 7"]).stdin(Stdio::piped()).spawn().unwrap();
        let end_of_input = child.stdin.take();
        let (status, ()) = tokio::join!(wait(&mut child), async { drop(end_of_input) });
        assert_eq!(status.unwrap().code(), Some(7));
    }

    #[tokio::test]
    async fn a_child_that_was_waited_for_can_be_waited_for_again() {
        let mut child = Command::new("true").spawn().unwrap();
        assert!(wait(&mut child).await.unwrap().success());
        assert!(wait(&mut child).await.unwrap().success());
    }

    #[tokio::test]
    async fn output_is_collected() {
        let child = Command::new("echo").arg("hello").stdout(Stdio::piped()).spawn().unwrap();
        assert_eq!(wait_with_output(child).await.unwrap().stdout, b"hello\n");
    }
}
