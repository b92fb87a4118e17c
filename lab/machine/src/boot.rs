//! Booting a machine, seen from the host.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use lab_namespace::ProcessId;
use rustix::fs::FsWord;
use thiserror::Error;

use crate::control_group::{ControlGroupError, ControlGroups};
use crate::init::{self, Report};
use crate::machine::{Machine, system_group, teardown};
use crate::spec::MachineSpec;

/// `OVERLAYFS_SUPER_MAGIC` of `linux/magic.h`.
const OVERLAYFS: FsWord = 0x794c_7630;

/// It takes a tenth of a second, unless a disk hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Boots a machine; returns when its root file system is its own and its services are supervised.
///
/// `program` is the file to re-execute: one that calls [`init::main`] when its first argument is
/// [`init::COMMAND`].
///
/// Await it to its end: what has begun goes on when the future is dropped. When it fails, nothing is left but the
/// machine's directory.
///
/// # Errors
/// When the host lacks something, the directory cannot hold a machine, or one runs in its control group.
pub async fn boot(program: &Path, spec: &MachineSpec) -> Result<Machine, BootError> {
    let task = {
        let (program, spec) = (program.to_owned(), spec.clone());
        // All on one thread that stays: the death of a thread is to its children that of their parent.
        tokio::task::spawn_blocking(move || boot_and_wait(&program, &spec))
    };
    let result = match tokio::time::timeout(PATIENCE, task).await {
        Ok(Ok(result)) => result,
        Ok(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(BootError::TimedOut { machine: spec.name.clone() }),
    };
    if matches!(&result, Err(error) if error.leaves_something()) {
        teardown(&spec.cgroup).await?;
    }
    result
}

fn boot_and_wait(program: &Path, spec: &MachineSpec) -> Result<Machine, BootError> {
    prepare_directory(&spec.directory)?;
    let groups = ControlGroups::detect()?;
    let running = groups.processes(&spec.cgroup)?;
    if !running.is_empty() {
        return Err(BootError::Running { machine: spec.name.clone(), cgroup: spec.cgroup.clone() });
    }
    groups.create(&spec.cgroup, spec.limits)?;
    groups.create_leaf(&system_group(&spec.cgroup))?;
    let (output, status) = run_outer(program, spec)
        .map_err(|source| BootError::Program { program: program.to_owned(), source })?;
    conclude(spec, &output, status)
}

/// Starts the process that makes the namespaces and the init process in them, and collects their reports.
fn run_outer(program: &Path, spec: &MachineSpec) -> io::Result<(String, ExitStatus)> {
    let log = OpenOptions::new().create(true).append(true).open(spec.directory.join("log/init.log"))?;
    let mut outer = Command::new(program)
        .args([init::COMMAND, init::OUTER, &std::process::id().to_string()])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()?;
    let spec = serde_json::to_vec(spec)?;
    // One that ends early says why.
    let _ = outer.stdin.take().expect("it was piped").write_all(&spec);
    let mut output = String::new();
    let read = outer.stdout.take().expect("it was piped").read_to_string(&mut output);
    let status = outer.wait()?;
    read?;
    Ok((output, status))
}

fn conclude(spec: &MachineSpec, output: &str, status: ExitStatus) -> Result<Machine, BootError> {
    let machine = spec.name.clone();
    let mut started = None::<ProcessId>;
    for line in output.lines() {
        match (serde_json::from_str(line), started) {
            (Ok(Report::Started(init)), None) => started = Some(init),
            (Ok(Report::Ready), Some(init)) => return Ok(Machine::new(spec, init)),
            (Ok(Report::Failed(reason)), _) => return Err(BootError::Failed { machine, reason }),
            _ => break,
        }
    }
    Err(BootError::Silent { machine, status, log: spec.directory.join("log/init.log") })
}

fn prepare_directory(directory: &Path) -> Result<(), BootError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| BootError::Directory { path, source }
    };
    for name in ["log", "overlay", "root", "var"] {
        let path = directory.join(name);
        fs::create_dir_all(&path).map_err(at(&path))?;
    }
    let file_system = rustix::fs::statfs(directory).map_err(|error| at(directory)(error.into()))?;
    if file_system.f_type == OVERLAYFS {
        return Err(BootError::Overlay { directory: directory.to_owned() });
    }
    Ok(())
}

/// Why a machine could not be booted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BootError {
    /// Its directory cannot be made.
    #[error("cannot make the machine's directory `{}`", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The kernel takes no overlayfs as the upper layer of another, and so neither does containerd.
    #[error("the machine's directory `{}` is on overlayfs", directory.display())]
    Overlay {
        /// The directory.
        directory: PathBuf,
    },
    /// Its control group cannot be made.
    #[error(transparent)]
    ControlGroup(#[from] ControlGroupError),
    /// Something runs in its control group.
    #[error("the machine `{machine}` runs: there are processes in the control group `{cgroup}`")]
    Running {
        /// Its name.
        machine: String,
        /// The group.
        cgroup: String,
    },
    /// The program to re-execute cannot be started.
    #[error("cannot run `{}`", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A step inside failed.
    #[error("cannot boot the machine `{machine}`: {reason}")]
    Failed {
        /// Its name.
        machine: String,
        /// Which step, and why.
        reason: String,
    },
    /// It ended without a word.
    #[error("the machine `{machine}` did not boot ({status})")]
    Silent {
        /// Its name.
        machine: String,
        /// How it ended.
        status: ExitStatus,
        /// Where it may have written more.
        log: PathBuf,
    },
    /// It did neither boot nor fail.
    #[error("the machine `{machine}` did not boot within {} seconds", PATIENCE.as_secs())]
    TimedOut {
        /// Its name.
        machine: String,
    },
}

impl BootError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Overlay { .. } => {
                Some("keep it on a disk: an ext4, xfs or btrfs file system, or a tmpfs".into())
            }
            Self::ControlGroup(error) => error.hint(),
            Self::Silent { log, .. } => Some(format!("see `{}`", log.display())),
            Self::Directory { .. }
            | Self::Running { .. }
            | Self::Program { .. }
            | Self::Failed { .. }
            | Self::TimedOut { .. } => None,
        }
    }

    /// Whether a control group, perhaps with processes, was made before it came up.
    fn leaves_something(&self) -> bool {
        !matches!(self, Self::Directory { .. } | Self::Overlay { .. } | Self::Running { .. })
    }
}
