//! What a machine is to be.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A machine before it is booted.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct MachineSpec {
    /// Its host name.
    pub name: String,
    /// Where it keeps its disk (`var`, `overlay`) and its logs (`log`), on the host. Made when it is missing, kept
    /// over a power cut. Not on overlayfs.
    pub directory: PathBuf,
    /// Its control group, as an absolute path below the root of every hierarchy: `/ninehops-lab/w1`. The machine's
    /// services are in the group `system` inside.
    pub cgroup: String,
    /// What it may use at most; everything if `None`.
    pub limits: Option<Limits>,
    /// Directories and files of the host that are seen inside.
    pub binds: Vec<Bind>,
    /// Files written at every boot.
    pub files: Vec<File>,
    /// Directories that are empty at the first boot, whatever the host keeps there.
    pub empty: Vec<PathBuf>,
    /// What its init process keeps running.
    pub services: Vec<Service>,
    /// What its init process runs to an end, at certain times.
    pub jobs: Vec<Job>,
    /// `PATH` of services and commands.
    pub path: String,
}

/// Upper limits of a machine.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Limits {
    /// Memory in bytes.
    pub memory_bytes: Option<u64>,
    /// Processor time in thousandths of one processor.
    pub millicpu: Option<u32>,
}

/// Something of the host that is seen in a machine. Mounts below it are seen too.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Bind {
    /// On the host.
    pub source: PathBuf,
    /// In the machine; made when it is missing.
    pub target: PathBuf,
    /// What the machine may do with it.
    pub access: Access,
}

/// What a machine may do with a part of the host.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Access {
    /// Read it and run what is in it.
    ReadOnly,
    /// Write it as well.
    ReadWrite,
}

/// A file of a machine.
///
/// Below `/proc` it hides the file that is there, from everything in the machine: programs read it instead of a
/// setting which belongs to the whole host, and cannot change that.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct File {
    /// Where it is seen; directories are made. A symbolic link there is replaced.
    pub target: PathBuf,
    /// All of it.
    pub contents: String,
    /// Who may read and run it, unless it is below `/proc`.
    pub mode: u32,
}

/// A program that is started again one second after it ends, however it does.
///
/// What it writes goes to `<directory>/log/<name>.log`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Service {
    /// Its name, and that of its log.
    pub name: String,
    /// A path inside, or a name to be found along the machine's `path`.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its environment, besides `PATH` and `HOME`.
    pub environment: BTreeMap<String, String>,
    /// It is started when all of these files exist and are not empty.
    pub start_when: Vec<PathBuf>,
    /// Where more arguments are found at every start.
    pub arguments_from: Option<EnvironmentFile>,
}

/// One variable of a file of `NAME="value"` lines, the form of systemd's `EnvironmentFile=`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct EnvironmentFile {
    /// The file, inside.
    pub path: PathBuf,
    /// The variable; its value is split at white space.
    pub variable: String,
}

/// Commands that come to an end: a `.service` of systemd with `Type=oneshot`, with the same meanings.
///
/// What they write goes to `<directory>/log/<name>.log`. They have `PATH` and what their file says in their environment,
/// and nothing else.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Job {
    /// Its name, and that of its log.
    pub name: String,
    /// Whether it begins with the machine.
    pub at_boot: bool,
    /// How often it is begun, counted from the machine's start; what still runs is left alone.
    pub every: Option<Duration>,
    /// Jobs that begin with the machine and must have had their first attempt before, if it does so too.
    pub after: Vec<String>,
    /// All of it must be so, or else nothing is done and nothing has failed.
    pub conditions: Vec<Condition>,
    /// Lines of `NAME=value`.
    pub environment_file: Option<PathBuf>,
    /// Made below `/run` before, and removed again unless it is preserved.
    pub directory: Option<RuntimeDirectory>,
    /// Commands one of which may say, by failing, that there is nothing to do.
    pub asked_first: Vec<Vec<String>>,
    /// Commands that must succeed before the last one is run.
    pub run_first: Vec<Vec<String>>,
    /// What it is there for.
    pub command: Vec<String>,
    /// After what time an attempt is ended, with all that it has started.
    pub at_most: Option<Duration>,
    /// How long after a failure it is begun again; `None` leaves it at that.
    pub again_after: Option<Duration>,
}

/// Whether a path is there.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Condition {
    /// Which.
    pub path: PathBuf,
    /// It must be there, or must not.
    pub exists: bool,
}

/// A directory below `/run`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RuntimeDirectory {
    /// Its name there.
    pub name: String,
    /// Its mode.
    pub mode: u32,
    /// Whether it stays when the job has ended.
    pub preserved: bool,
}
