//! Process 1 of a machine.

use std::fs::OpenOptions;
use std::io::{self, Read as _};
use std::path::Path;

use rustix::process::setsid;

use super::supervisor::Supervisor;
use super::{Report, Step, StepError, root};
use crate::spec::MachineSpec;

pub(super) fn run() -> Result<(), StepError> {
    let spec = receive()?;
    setsid().step(|| "start a session".into())?;
    rustix::system::sethostname(spec.name.as_bytes())
        .step(|| format!("set the host name `{}`", spec.name))?;
    root::build(&spec)?;
    let supervisor = Supervisor::new(spec.services, spec.jobs, spec.path)?;
    Report::Ready.send().step(|| "report".into())?;
    let_go_of_the_host()?;
    supervisor.run()
}

fn receive() -> Result<MachineSpec, StepError> {
    let mut json = Vec::new();
    io::stdin().read_to_end(&mut json).step(|| "read what machine to be".into())?;
    serde_json::from_slice(&json).step(|| "understand what machine to be".into())
}

/// Who boots waits for the end of standard output.
fn let_go_of_the_host() -> Result<(), StepError> {
    let null =
        OpenOptions::new().read(true).write(true).open("/dev/null").step(|| "open `/dev/null`".into())?;
    rustix::stdio::dup2_stdin(&null).step(|| "close standard input".into())?;
    rustix::stdio::dup2_stdout(&null).step(|| "close standard output".into())?;
    // The same file as before, by its path inside.
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(Path::new(root::LOG).join("init.log"))
        .step(|| "open the log".into())?;
    rustix::stdio::dup2_stderr(&log).step(|| "open the log".into())
}
