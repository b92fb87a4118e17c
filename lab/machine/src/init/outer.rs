//! The process between the host and a machine: makes the namespaces, for it cannot be process 1 itself.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::process::{Command, Stdio};

use lab_namespace::ProcessId;
use nix::sched::{CloneFlags, unshare};
use rtnetlink::LinkUnspec;
use rustix::fs::Mode;
use rustix::process::{
    Resource, Rlimit, Signal, getppid, getrlimit, set_parent_process_death_signal, setrlimit, setsid, umask,
};

use super::{COMMAND, INNER, Report, Step, StepError};
use crate::control_group::{ControlGroupError, ControlGroups};
use crate::machine::system_group;
use crate::spec::MachineSpec;

/// Plenty for containerd and a kubelet.
const OPEN_FILES: u64 = 1 << 20;

pub(super) fn run(parent: Option<OsString>) -> Result<(), StepError> {
    // Until it is in the control group nobody but its parent knows of it.
    set_parent_process_death_signal(Some(Signal::KILL)).step(|| "ask to end with the parent".into())?;
    if !is_parent(parent) {
        return Err(io::Error::from(io::ErrorKind::NotFound))
            .step(|| "boot a machine for a parent that ended".into());
    }
    setsid().step(|| "start a session".into())?;
    let mut json = Vec::new();
    io::stdin().read_to_end(&mut json).step(|| "read what machine to boot".into())?;
    let spec: MachineSpec =
        serde_json::from_slice(&json).step(|| "understand what machine to boot".into())?;
    join(&system_group(&spec.cgroup))?;
    umask(Mode::from_raw_mode(0o022));
    allow_open_files();
    make_namespaces()?;
    start_inner(&json)
}

fn is_parent(expected: Option<OsString>) -> bool {
    let expected = expected.and_then(|pid| pid.to_str()?.parse::<i32>().ok());
    getppid().map(rustix::process::Pid::as_raw_pid) == expected
}

fn join(group: &str) -> Result<(), StepError> {
    let joined = ControlGroups::mounted().and_then(|groups| groups.join(group));
    joined.map_err(in_words).step(|| format!("join the control group `{group}`"))
}

pub(super) fn in_words(error: ControlGroupError) -> io::Error {
    match std::error::Error::source(&error) {
        Some(source) => io::Error::other(format!("{error}: {source}")),
        None => io::Error::other(error),
    }
}

/// As far as the host lets us. A shell's usual limit of 1024 is too few.
fn allow_open_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: Some(OPEN_FILES), maximum: maximum.map(|most| most.max(OPEN_FILES)) };
    if setrlimit(Resource::Nofile, wanted).is_err() {
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

fn make_namespaces() -> Result<(), StepError> {
    unshare(
        CloneFlags::CLONE_NEWNS
            | CloneFlags::CLONE_NEWUTS
            | CloneFlags::CLONE_NEWIPC
            | CloneFlags::CLONE_NEWNET,
    )
    .step(|| "make namespaces".into())?;
    loopback_up().step(|| "set the loopback interface up".into())?;
    // The last: from here on no thread can be started.
    unshare(CloneFlags::CLONE_NEWPID).step(|| "make a pid namespace".into())
}

/// Here, so that process 1 stays without a runtime.
fn loopback_up() -> io::Result<()> {
    const LOOPBACK: u32 = 1;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let (connection, handle, _messages) = rtnetlink::new_connection()?;
        let up = handle.link().change(LinkUnspec::new_with_index(LOOPBACK).up().build()).execute();
        tokio::select! {
            result = up => result.map_err(io::Error::other),
            () = connection => Err(io::Error::other("the netlink connection ended")),
        }
    })
}

fn start_inner(json: &[u8]) -> Result<(), StepError> {
    let mut inner = Command::new("/proc/self/exe")
        .args([COMMAND, INNER])
        .stdin(Stdio::piped())
        .spawn()
        .step(|| "start the init process".into())?;
    let id = ProcessId::of(inner.id())
        .and_then(|id| id.ok_or_else(|| io::Error::other("it has ended")))
        .step(|| "find the init process".into())?;
    // Before it learns what to do, and so before it can say that it is ready.
    Report::Started(id).send().step(|| "report".into())?;
    inner
        .stdin
        .take()
        .expect("it was piped")
        .write_all(json)
        .step(|| "tell the init process what to do".into())
}
