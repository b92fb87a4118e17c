//! Why control groups could not be used, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use thiserror::Error;

use super::Version;

/// Why a group could not be made, read or removed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ControlGroupError {
    /// No hierarchy at all.
    #[error("no control groups are mounted")]
    NotMounted,
    /// The kernel has it not, or has it switched off, or nobody mounted it.
    #[error("the control group controller `{controller}` is missing")]
    NoController {
        /// Its name.
        controller: &'static str,
        /// The version of the others.
        version: Version,
    },
    /// In version 2 a group has processes or controllers for groups below, not both. Only the real root may.
    #[error("the controller `{controller}` cannot be enabled in `{}`, where processes are", directory.display())]
    ProcessesInside {
        /// Its name.
        controller: String,
        /// The group's directory.
        directory: PathBuf,
    },
    /// A file could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{value}` to `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What was written.
        value: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A group could not be made.
    #[error("cannot make the control group `{}`", directory.display())]
    Create {
        /// Its directory.
        directory: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A group could not be removed.
    #[error("cannot remove the control group `{}`", directory.display())]
    Remove {
        /// Its directory.
        directory: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A process could not be killed.
    #[error("cannot kill process {pid}")]
    Kill {
        /// Its number.
        pid: u32,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Processes that do not end although killed, mostly since they wait for a disk.
    #[error("processes of the control group `{group}` do not end: {processes:?}")]
    Survivors {
        /// The group.
        group: String,
        /// Their numbers.
        processes: Vec<u32>,
    },
}

impl ControlGroupError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotMounted => Some("mount them: `mount -t cgroup2 cgroup2 /sys/fs/cgroup`".into()),
            Self::NoController { controller: "memory", .. } => Some(
                "start the kernel with the parameter `cgroup_enable=memory` and without `cgroup_disable`"
                    .into(),
            ),
            Self::NoController { controller, version: Version::One } => Some(format!(
                "mount it: `mkdir /sys/fs/cgroup/{controller} && mount -t cgroup -o {controller} {controller} /sys/fs/cgroup/{controller}`"
            )),
            Self::NoController { controller, version: Version::Two } => Some(format!(
                "run where `/sys/fs/cgroup/cgroup.controllers` lists `{controller}`: on the host, not in a container; its kernel must not have it disabled"
            )),
            Self::ProcessesInside { .. } => Some(
                "run on the host, or move the container's processes into a group below the root first".into(),
            ),
            Self::Create { source, .. } | Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    Some("run as root on the host, or in a privileged container".into())
                }
                _ => None,
            },
            Self::Survivors { .. } => Some("see what they wait for: `cat /proc/PID/stack`".into()),
            Self::Read { .. } | Self::Remove { .. } | Self::Kill { .. } => None,
        }
    }

    pub(super) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read { path: path.to_owned(), source }
    }

    pub(super) fn is_busy(&self) -> bool {
        // A kubelet that was killed a moment ago may have made one more.
        matches!(self, Self::Remove { source, .. }
            if source.kind() == io::ErrorKind::ResourceBusy || source.raw_os_error() == Some(Errno::NOTEMPTY.raw_os_error()))
    }
}
