//! The program under exam, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use lab_process_group::ProcessGroup;
use tokio::process::Command;

use crate::error::ExamError;

/// Of a call that hangs nothing is learnt.
const PATIENCE: Duration = Duration::from_secs(90);

/// `ninehops`, and where it finds the API server.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
}

/// How a call ended.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    pub(crate) arguments: String,
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Program {
    /// Calls it with a kubeconfig; nothing else of the caller's tells it where it is.
    pub(crate) async fn run(&self, arguments: &[&str], kubeconfig: &Path) -> Result<Ran, ExamError> {
        let mut command = Command::new(&self.path);
        command.args(arguments).arg("--kubeconfig").arg(kubeconfig).env_remove("KUBECONFIG");
        run(command, arguments.join(" ")).await
    }

    /// Runs a line of a shell in which `kubectl` is that of a lab's administrator.
    pub(crate) async fn shell(&self, lab: &str, line: &str) -> Result<Ran, ExamError> {
        let directory = tempfile::tempdir().map_err(failed("make", Path::new("a directory")))?;
        let kubectl = directory.path().join("kubectl");
        let script = format!("#!/bin/sh\nexec '{}' lab --name {lab} kubectl \"$@\"\n", self.path.display());
        write_program(&kubectl, &script).map_err(failed("write", &kubectl))?;
        let inherited = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]).env("PATH", format!("{}:{inherited}", directory.path().display()));
        run(command, line.to_owned()).await
    }
}

impl Ran {
    /// The call as an error.
    pub(crate) fn failed(&self) -> ExamError {
        let said = self.stderr.trim().lines().last().unwrap_or_default();
        ExamError::Program {
            arguments: self.arguments.clone(),
            how: format!("ended with exit code {}: {said}", self.exit),
        }
    }
}

async fn run(mut command: Command, arguments: String) -> Result<Ran, ExamError> {
    let began = Instant::now();
    let program = PathBuf::from(command.as_std().get_program());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let child = command.spawn().map_err(failed("run", &program))?;
    let group = ProcessGroup::of(&child);
    let Ok(output) = tokio::time::timeout(PATIENCE, child.wait_with_output()).await else {
        let how = format!("did not end in {} s", PATIENCE.as_secs());
        return Err(ExamError::Program { arguments, how });
    };
    let output = output.map_err(failed("run", &program))?;
    group.disband();
    Ok(Ran {
        arguments,
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: began.elapsed(),
    })
}

fn write_program(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(path)?;
    file.write_all(text.as_bytes())
}

pub(crate) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ExamError {
    let path = path.to_owned();
    move |source| ExamError::Io { doing, path, source }
}
