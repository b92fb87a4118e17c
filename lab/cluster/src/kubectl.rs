//! The bundle's kubectl, which is the lab's client of the API server.

use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lab_machine::ControlGroups;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::error::LabError;
use crate::places::Places;

/// Objects that a watch may be ahead of its reader.
const WATCHED_OBJECTS: usize = 64;

/// How to ask the cluster.
#[derive(Clone, Debug)]
pub(crate) struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
    cache: PathBuf,
    control_group: String,
}

impl Kubectl {
    pub(crate) fn new(programs: &Path, places: &Places) -> Self {
        Self {
            program: programs.join("kubectl"),
            kubeconfig: places.kubeconfig(),
            cache: places.kubectl_cache(),
            control_group: places.clients().to_owned(),
        }
    }

    /// Where it is.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// A command that acts as the administrator and leaves nothing in the caller's home.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("KUBECONFIG", &self.kubeconfig).env("KUBECACHEDIR", &self.cache);
        // No proxy knows the way to the lab's API server.
        command.env("NO_PROXY", "*").env("no_proxy", "*");
        command
    }

    /// Runs it with `input` and returns what it printed.
    pub(crate) async fn output(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, LabError> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C is for us to hear: a change must not stop half-way.
        command.process_group(0);
        let (input, group) = (input.to_owned(), self.control_group.clone());
        let output = tokio::task::spawn_blocking(move || {
            let mut child = spawn_in(&group, &mut command)?;
            let mut stdin = child.stdin.take().expect("it was piped");
            // It reads everything before it prints anything, or it fails and says why.
            let written = stdin.write_all(&input);
            drop(stdin);
            let output = child.wait_with_output()?;
            if output.status.success() { written.map(|()| output) } else { Ok(output) }
        });
        let output = output.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        let output =
            output.map_err(|source| LabError::Io { doing: "run", path: self.program.clone(), source })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(LabError::Kubectl { arguments: arguments.join(" "), message })
    }

    /// Asks for JSON. `patience` is for one answer of the API server.
    pub(crate) async fn json(&self, arguments: &[&str], patience: Duration) -> Result<Value, LabError> {
        let timeout = format!("--request-timeout={}s", patience.as_secs());
        let arguments = [arguments, &["--output=json", &timeout]].concat();
        let output = self.output(&arguments, b"").await?;
        serde_json::from_slice(&output).map_err(|source| LabError::Kubectl {
            arguments: arguments.join(" "),
            message: format!("it printed no JSON: {source}"),
        })
    }

    /// Watches the objects that `arguments` name: one process and no polling.
    pub(crate) fn watch(&self, arguments: &[&str]) -> io::Result<Watch> {
        let mut command = self.command();
        command.arg("get").args(arguments).args(["--watch", "--output=json"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut child = spawn_in(&self.control_group, &mut command)?;
        let output = child.stdout.take().expect("it was piped");
        let (sender, objects) = mpsc::channel(WATCHED_OBJECTS);
        // Ends with the process, whose end of the pipe is then closed.
        tokio::task::spawn_blocking(move || {
            let documents = serde_json::Deserializer::from_reader(io::BufReader::new(output));
            for object in documents.into_iter::<Value>().map_while(Result::ok) {
                if sender.blocking_send(object).is_err() {
                    return;
                }
            }
        });
        Ok(Watch { child, objects })
    }
}

/// Starts a command that ends with the lab, also when who asked for it was killed.
fn spawn_in(group: &str, command: &mut Command) -> io::Result<Child> {
    let groups = ControlGroups::mounted().map_err(io::Error::other)?;
    groups.create_leaf(group).map_err(io::Error::other)?;
    let mut child = command.spawn()?;
    match groups.admit(group, child.id()) {
        Ok(()) => Ok(child),
        Err(_) if child.try_wait()?.is_some() => Ok(child),
        Err(error) => {
            child.kill()?;
            child.wait()?;
            Err(io::Error::other(error))
        }
    }
}

/// Objects as they change, the present ones first.
#[derive(Debug)]
pub(crate) struct Watch {
    child: Child,
    objects: mpsc::Receiver<Value>,
}

impl Watch {
    /// The next object; `None` when the API server ended the watch or was not there.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        self.objects.recv().await
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself; after SIGKILL the wait is short.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
