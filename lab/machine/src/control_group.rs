//! Control groups, version 1 and 2 (cgroups(7)).
//!
//! A group is a path below the root of every mounted hierarchy: version 1 has one hierarchy for each controller or
//! few, version 2 one for all. On a hybrid host, which mounts version 2 without controllers beside version 1, the
//! processes are in the group of every hierarchy.
//!
//! Groups are made at the top, beside those of systemd. systemd calls the whole tree its own and asks others to take
//! a delegated unit; it leaves alone what it did not make, though. What it may do is to take a controller out of
//! the root's `cgroup.subtree_control` when none of its units needs it, and that the kernel refuses as long as a
//! group below has the controller enabled for its own children, which [`ControlGroups::create`] sees to. A delegated
//! unit would need a bus and a systemd, and many a host of a lab has neither.

mod error;
mod hierarchy;
mod mounts;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use lab_namespace::ProcessId;
use tokio::time::{Instant, sleep};

pub use self::error::ControlGroupError;
use self::hierarchy::Hierarchy;
use crate::spec::Limits;

/// The group for the processes of a group that has groups below.
pub(crate) const SYSTEM: &str = "system";

/// What a kubelet needs to run.
const NEEDED: [&str; 4] = ["cpu", "cpuset", "memory", "pids"];

const END_OF_PROCESSES: Duration = Duration::from_secs(10);
const END_OF_GROUPS: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// The hierarchies of control groups that this host has.
#[derive(Clone, Debug)]
pub struct ControlGroups {
    hierarchies: Vec<Hierarchy>,
}

/// Which interface the controllers have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Version {
    /// One hierarchy for each controller or few.
    One,
    /// One hierarchy for all.
    Two,
}

impl ControlGroups {
    /// Those mounted here, with every controller that a machine needs.
    ///
    /// # Errors
    /// When there are none or a controller lacks.
    pub fn detect() -> Result<Self, ControlGroupError> {
        let groups = Self::mounted()?;
        groups.check()?;
        Ok(groups)
    }

    /// Those mounted here, whatever they can do.
    ///
    /// # Errors
    /// When there are none.
    pub fn mounted() -> Result<Self, ControlGroupError> {
        let path = Path::new("/proc/self/mountinfo");
        let mounts = std::fs::read_to_string(path).map_err(ControlGroupError::reading(path))?;
        Self::below(Path::new("/"), &mounts)
    }

    fn below(root: &Path, mount_info: &str) -> Result<Self, ControlGroupError> {
        let hierarchies = mounts::hierarchies(root, mount_info);
        if hierarchies.is_empty() { Err(ControlGroupError::NotMounted) } else { Ok(Self { hierarchies }) }
    }

    fn check(&self) -> Result<(), ControlGroupError> {
        let version = self.version();
        let mut present = Vec::new();
        for hierarchy in self.hierarchies.iter().filter(|hierarchy| hierarchy.version == version) {
            present.extend(hierarchy.controllers()?);
        }
        match NEEDED.into_iter().find(|needed| !present.iter().any(|controller| controller == needed)) {
            Some(controller) => Err(ControlGroupError::NoController { controller, version }),
            None => Ok(()),
        }
    }

    /// The version of the controllers. A hybrid host is one of version 1.
    pub fn version(&self) -> Version {
        if self.hierarchies.iter().any(Hierarchy::has_controllers_of_version_one) {
            Version::One
        } else {
            Version::Two
        }
    }

    /// Makes a group and those above it, with the controllers enabled for groups below, and limits it. Fine if it
    /// exists.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn create(&self, group: &str, limits: Option<Limits>) -> Result<(), ControlGroupError> {
        for hierarchy in &self.hierarchies {
            hierarchy.create(group)?;
            if let Some(limits) = limits {
                hierarchy.limit(group, limits)?;
            }
        }
        Ok(())
    }

    /// Makes a group without groups below, for processes.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn create_leaf(&self, group: &str) -> Result<(), ControlGroupError> {
        self.hierarchies.iter().try_for_each(|hierarchy| hierarchy.create_leaf(group))
    }

    /// Moves the calling process, and so what it starts from now on, into a group.
    ///
    /// # Errors
    /// When there is no such group, or, in version 2, it has groups below.
    pub fn join(&self, group: &str) -> Result<(), ControlGroupError> {
        self.admit(group, 0)
    }

    /// Moves a process, and so what it starts from now on, into a group.
    ///
    /// # Errors
    /// As [`Self::join`], and when the process has ended.
    pub fn admit(&self, group: &str, process: u32) -> Result<(), ControlGroupError> {
        self.hierarchies.iter().try_for_each(|hierarchy| hierarchy.admit(group, process))
    }

    /// The processes in a group and in those below, by their numbers; none if there is no such group.
    ///
    /// # Errors
    /// When a hierarchy cannot be read.
    pub fn processes(&self, group: &str) -> Result<BTreeSet<u32>, ControlGroupError> {
        let mut processes = BTreeSet::new();
        for hierarchy in &self.hierarchies {
            hierarchy.processes(group, &mut processes)?;
        }
        Ok(processes)
    }

    /// Kills every process in a group and in those below, until there is none.
    ///
    /// # Errors
    /// When one cannot be killed, or some are still there after ten seconds.
    pub async fn kill_all(&self, group: &str) -> Result<(), ControlGroupError> {
        let deadline = Instant::now() + END_OF_PROCESSES;
        loop {
            for hierarchy in &self.hierarchies {
                hierarchy.kill(group)?;
            }
            let left = self.kill_each(group)?;
            if left.is_empty() {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(ControlGroupError::Survivors {
                    group: group.to_owned(),
                    processes: left.into_iter().collect(),
                });
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }

    /// One round: new processes may have been started by others before they died.
    fn kill_each(&self, group: &str) -> Result<BTreeSet<u32>, ControlGroupError> {
        let identify = |pid: u32| match ProcessId::of(pid) {
            Ok(id) => id.map(Ok),
            Err(source) => Some(Err(ControlGroupError::Kill { pid, source })),
        };
        let found = self.processes(group)?.into_iter().filter_map(identify).collect::<Result<Vec<_>, _>>()?;
        // A number that is still in the group after its start time was read is that process, not one that got the
        // number in between.
        let left = self.processes(group)?;
        for process in found.into_iter().filter(|process| left.contains(&process.pid())) {
            process.kill().map_err(|source| ControlGroupError::Kill { pid: process.pid(), source })?;
        }
        Ok(left)
    }

    /// Removes a group and those below. Fine if there is none.
    ///
    /// # Errors
    /// When one is still in use after five seconds.
    pub async fn remove(&self, group: &str) -> Result<(), ControlGroupError> {
        let deadline = Instant::now() + END_OF_GROUPS;
        for hierarchy in &self.hierarchies {
            while let Err(error) = hierarchy.remove(group) {
                if !error.is_busy() || Instant::now() >= deadline {
                    return Err(error);
                }
                sleep(BETWEEN_LOOKS).await;
            }
        }
        Ok(())
    }

    /// Memory of a group and those below that is neither page cache nor could be had back otherwise, in bytes: what
    /// processes and tmpfs hold, and in version 2, which tells it, what the kernel holds for them. 0 if there is
    /// no such group.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn memory_bytes(&self, group: &str) -> Result<u64, ControlGroupError> {
        let version = self.version();
        let mut bytes = 0;
        for hierarchy in self.hierarchies.iter().filter(|hierarchy| hierarchy.version == version) {
            bytes += hierarchy.memory_bytes(group)?;
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
