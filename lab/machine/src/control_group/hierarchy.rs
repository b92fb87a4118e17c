//! One hierarchy.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ControlGroupError;
use super::{NEEDED, Version};
use crate::spec::Limits;

const CPU_PERIOD_MICROSECONDS: u64 = 100_000;

/// One hierarchy and what is mounted with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Hierarchy {
    pub(super) version: Version,
    pub(super) directory: PathBuf,
    /// Of version 1: controllers, and `name=systemd` for one that has none.
    pub(super) mount_controllers: Vec<String>,
}

impl Hierarchy {
    pub(super) fn has_controllers_of_version_one(&self) -> bool {
        self.mount_controllers.iter().any(|controller| !controller.starts_with("name="))
    }

    pub(super) fn controllers(&self) -> Result<Vec<String>, ControlGroupError> {
        match self.version {
            Version::One => Ok(self.mount_controllers.clone()),
            Version::Two => controllers_of(&self.directory),
        }
    }

    pub(super) fn create(&self, group: &str) -> Result<(), ControlGroupError> {
        if self.version == Version::Two {
            enable_controllers(&self.directory)?;
        }
        for directory in self.path_to(group) {
            self.create_directory(&directory)?;
            if self.version == Version::Two {
                enable_controllers(&directory)?;
            }
        }
        Ok(())
    }

    pub(super) fn create_leaf(&self, group: &str) -> Result<(), ControlGroupError> {
        self.create_directory(&self.of(group))
    }

    pub(super) fn limit(&self, group: &str, limits: Limits) -> Result<(), ControlGroupError> {
        let directory = self.of(group);
        let quota = limits.millicpu.map(|millicpu| u64::from(millicpu) * CPU_PERIOD_MICROSECONDS / 1000);
        let controllers = match self.version {
            Version::One => self.mount_controllers.clone(),
            Version::Two => controllers_of(&directory)?,
        };
        let has = |name: &str| controllers.iter().any(|controller| controller == name);
        if let Some(bytes) = limits.memory_bytes.filter(|_| has("memory")) {
            let file = match self.version {
                Version::One => "memory.limit_in_bytes",
                Version::Two => "memory.max",
            };
            write(&directory.join(file), &bytes.to_string())?;
        }
        match (quota.filter(|_| has("cpu")), self.version) {
            (Some(quota), Version::One) => {
                write(&directory.join("cpu.cfs_period_us"), &CPU_PERIOD_MICROSECONDS.to_string())?;
                write(&directory.join("cpu.cfs_quota_us"), &quota.to_string())
            }
            (Some(quota), Version::Two) => {
                write(&directory.join("cpu.max"), &format!("{quota} {CPU_PERIOD_MICROSECONDS}"))
            }
            (None, _) => Ok(()),
        }
    }

    /// Process 0 is who calls.
    pub(super) fn admit(&self, group: &str, process: u32) -> Result<(), ControlGroupError> {
        write(&self.of(group).join("cgroup.procs"), &process.to_string())
    }

    pub(super) fn processes(&self, group: &str, found: &mut BTreeSet<u32>) -> Result<(), ControlGroupError> {
        for directory in groups_below(&self.of(group))? {
            let path = directory.join("cgroup.procs");
            match fs::read_to_string(&path) {
                // 0 is a process outside of this pid namespace.
                Ok(text) => found
                    .extend(text.lines().filter_map(|line| line.parse::<u32>().ok()).filter(|pid| *pid != 0)),
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(ControlGroupError::reading(&path)(error)),
            }
        }
        Ok(())
    }

    /// All at once, where the kernel can do that (version 2 since Linux 5.14).
    pub(super) fn kill(&self, group: &str) -> Result<(), ControlGroupError> {
        let path = self.of(group).join("cgroup.kill");
        match fs::OpenOptions::new().write(true).open(&path) {
            Ok(mut file) => match io::Write::write_all(&mut file, b"1") {
                Err(error) if !is_gone(&error) => Err(writing(&path, "1")(error)),
                _ => Ok(()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(writing(&path, "1")(error)),
        }
    }

    pub(super) fn remove(&self, group: &str) -> Result<(), ControlGroupError> {
        for directory in groups_below(&self.of(group))?.into_iter().rev() {
            match fs::remove_dir(&directory) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(ControlGroupError::Remove { directory, source }),
            }
        }
        Ok(())
    }

    pub(super) fn memory_bytes(&self, group: &str) -> Result<u64, ControlGroupError> {
        let counted: &[&str] = match self.version {
            Version::One => &["total_rss", "total_shmem"],
            Version::Two => &["anon", "shmem", "kernel_stack", "pagetables", "slab_unreclaimable"],
        };
        let path = self.of(group).join("memory.stat");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            // Another hierarchy of version 1 has the controller.
            Err(error) if is_gone(&error) => return Ok(0),
            Err(error) => return Err(ControlGroupError::reading(&path)(error)),
        };
        let fields = text.lines().filter_map(|line| line.split_once(' '));
        Ok(fields
            .filter(|(name, _)| counted.contains(name))
            .filter_map(|(_, bytes)| bytes.parse::<u64>().ok())
            .sum())
    }

    fn of(&self, group: &str) -> PathBuf {
        self.directory.join(group.trim_start_matches('/'))
    }

    /// The group's directory after those above it, without the root.
    fn path_to(&self, group: &str) -> Vec<PathBuf> {
        let group = self.of(group);
        let mut path: Vec<_> =
            group.ancestors().take_while(|above| *above != self.directory).map(Path::to_owned).collect();
        path.reverse();
        path
    }

    fn create_directory(&self, directory: &Path) -> Result<(), ControlGroupError> {
        match fs::create_dir(directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(ControlGroupError::Create { directory: directory.to_owned(), source }),
        }
        if self.mount_controllers.iter().any(|controller| controller == "cpuset") {
            copy_cpuset(directory)?;
        }
        Ok(())
    }
}

/// A new group of version 1 has no processor and no memory node, and so no process can join it.
fn copy_cpuset(directory: &Path) -> Result<(), ControlGroupError> {
    let parent = directory.parent().expect("a group is below a hierarchy's root");
    for file in ["cpuset.cpus", "cpuset.mems"] {
        let path = parent.join(file);
        let value = fs::read_to_string(&path).map_err(ControlGroupError::reading(&path))?;
        write(&directory.join(file), value.trim())?;
    }
    Ok(())
}

fn controllers_of(directory: &Path) -> Result<Vec<String>, ControlGroupError> {
    let path = directory.join("cgroup.controllers");
    let text = fs::read_to_string(&path).map_err(ControlGroupError::reading(&path))?;
    Ok(text.split_ascii_whitespace().map(str::to_owned).collect())
}

/// For the groups below. Those that no machine needs may be refused.
fn enable_controllers(directory: &Path) -> Result<(), ControlGroupError> {
    let path = directory.join("cgroup.subtree_control");
    for controller in controllers_of(directory)? {
        match write(&path, &format!("+{controller}")) {
            Err(ControlGroupError::Write { source, .. })
                if NEEDED.contains(&controller.as_str()) && source.kind() == io::ErrorKind::ResourceBusy =>
            {
                return Err(ControlGroupError::ProcessesInside {
                    controller,
                    directory: directory.to_owned(),
                });
            }
            Err(error) if NEEDED.contains(&controller.as_str()) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The group's directory and, each after the one it is in, all below it; none if there is no such group.
fn groups_below(directory: &Path) -> Result<Vec<PathBuf>, ControlGroupError> {
    let mut groups = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        match directories_in(&directory) {
            Ok(below) => open.extend(below),
            Err(error) if is_gone(&error) => continue,
            Err(error) => return Err(ControlGroupError::reading(&directory)(error)),
        }
        groups.push(directory);
    }
    Ok(groups)
}

fn directories_in(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// A group removed while its file is read says ENODEV.
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
        || error.raw_os_error() == Some(rustix::io::Errno::NODEV.raw_os_error())
}

fn write(path: &Path, value: &str) -> Result<(), ControlGroupError> {
    fs::write(path, value).map_err(writing(path, value))
}

fn writing(path: &Path, value: &str) -> impl FnOnce(io::Error) -> ControlGroupError {
    move |source| ControlGroupError::Write { path: path.to_owned(), value: value.to_owned(), source }
}
