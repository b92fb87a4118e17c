//! A lab is removed.

use std::fs;
use std::io;
use std::path::Path;

use lab_machine::{ControlGroupError, ControlGroups};
use lab_plan::LabName;
use lab_vpc::NetworkError;

use crate::event::Events;
use crate::lock::{Attempt, Lock};
use crate::places::Places;
use crate::store::{STORE, Store};

/// What there was to remove.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Down {
    /// A lab, or the ruins of one.
    Removed,
    /// Nothing of that name.
    NoSuchLab,
}

/// Why something is still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownError {
    /// The caller is not root.
    #[error("removing a lab needs root")]
    NotRoot,
    /// The lock cannot be used.
    #[error("cannot lock lab `{name}`")]
    Lock {
        /// The lab.
        name: LabName,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Somebody else works on the lab at this moment.
    #[error("lab `{name}` is being worked on by process {}", process.map_or_else(|| "unknown".to_owned(), |it| it.to_string()))]
    Busy {
        /// The lab.
        name: LabName,
        /// Who holds its lock, if known.
        process: Option<u32>,
    },
    /// Something is still there.
    #[error("of lab `{name}` there is left: {}", left.join("; "))]
    Left {
        /// The lab.
        name: LabName,
        /// What, and why.
        left: Vec<String>,
    },
}

impl DownError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotRoot => Some("run it with `sudo`".to_owned()),
            Self::Lock { .. } => None,
            Self::Busy { process: Some(process), .. } => {
                Some(format!("wait for it, or end it with Ctrl-C or `kill {process}`"))
            }
            Self::Busy { .. } => Some("wait for it".to_owned()),
            Self::Left { name, .. } => Some(format!("run `ninehops lab --name {name} down` again")),
        }
    }
}

/// Removes everything of a lab by its name alone, whatever state it is in: processes, interfaces, nft tables, control
/// groups, files. Then it looks whether anything is left.
///
/// # Errors
/// When an `up` or `deploy` of the lab runs, or when something could not be removed.
pub async fn down(name: &LabName, events: &Events) -> Result<Down, DownError> {
    if !rustix::process::geteuid().is_root() {
        return Err(DownError::NotRoot);
    }
    let places = Places::of(name);
    let _lock = take(name, places.lock())?;
    let was_there = is_anything_there(name, &places);
    // Also when nothing seems to be there: a table alone does not show.
    remove(name, &places).await?;
    if !was_there {
        events.note(format!("there is no lab `{name}`"));
        return Ok(Down::NoSuchLab);
    }
    Ok(Down::Removed)
}

/// Whether a lab of that name, or some of one, is there.
pub(crate) fn is_anything_there(name: &LabName, places: &Places) -> bool {
    let processes = ControlGroups::mounted().and_then(|groups| groups.processes(&group(name)));
    processes.is_ok_and(|processes| !processes.is_empty())
        || has_interface(name)
        || places.directory().is_dir()
}

/// Removes everything but the lock, which the caller holds.
///
/// # Errors
/// [`DownError::Busy`] when somebody holds the lab: nothing is removed then.
pub(crate) async fn remove(name: &LabName, places: &Places) -> Result<(), DownError> {
    let _hold = take(name, places.hold())?;
    let mut left = Vec::new();
    // First who could make more. Namespaces, and mounts and interfaces in them, end with their processes.
    if let Err(error) = lab_machine::teardown(&group(name)).await {
        left.push(processes_left(&error));
    }
    let (disconnected, removed) = tokio::join!(lab_vpc::host::disconnect(name), remove_files(places));
    if let Err(error) = disconnected {
        left.push(network_left(&error));
    }
    if let Err(error) = removed {
        left.push(format!("`{}` ({error})", places.directory().display()));
    }
    left.extend(still_there(name, places));
    if left.is_empty() { Ok(()) } else { Err(DownError::Left { name: name.clone(), left }) }
}

fn take(name: &LabName, lock: &Path) -> Result<Lock, DownError> {
    match Lock::try_take(lock).map_err(|source| DownError::Lock { name: name.clone(), source })? {
        Attempt::Held(lock) => Ok(lock),
        Attempt::HeldBy(process) => Err(DownError::Busy { name: name.clone(), process }),
    }
}

async fn remove_files(places: &Places) -> io::Result<()> {
    let directory = places.directory().to_owned();
    let store = lab_bundle::cache_directory().map(|cache| Store::new(cache.join(STORE)));
    let removed = tokio::task::spawn_blocking(move || {
        store.map_or(Ok(()), |store| store.clear_workshop())?;
        remove_directory(&directory)
    });
    removed.await.map_err(io::Error::other)?
}

fn remove_directory(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The last lab takes the directories of all along.
    let is_ours = |parent: &&Path| parent.ends_with("labs") || parent.ends_with("ninehops");
    let parents = directory.ancestors().skip(1).take_while(is_ours);
    let _ = parents.map(fs::remove_dir).take_while(Result::is_ok).count();
    Ok(())
}

/// Looks again, at what the kernel says.
fn still_there(name: &LabName, places: &Places) -> Vec<String> {
    let mut left = Vec::new();
    if has_interface(name) {
        left.push(format!("the interface `{}`", name.host_interface()));
    }
    let directory = places.directory().display().to_string();
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mounts = mounts.lines().filter(|line| line.contains(&directory)).count();
    if mounts > 0 {
        left.push(format!("{mounts} mounts of `{directory}`"));
    }
    left
}

fn has_interface(name: &LabName) -> bool {
    Path::new("/sys/class/net").join(name.host_interface()).is_dir()
}

fn group(name: &LabName) -> String {
    format!("/{}", name.scope())
}

fn processes_left(error: &ControlGroupError) -> String {
    format!("processes or their control groups ({error})")
}

fn network_left(error: &NetworkError) -> String {
    format!("interfaces or rules of the host ({error})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_that_somebody_holds_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hold");
        let name: LabName = "held".parse().unwrap();
        let hold = take(&name, &path).unwrap();
        let error = take(&name, &path).unwrap_err();
        insta::assert_snapshot!(
            error.to_string().replace(&std::process::id().to_string(), "PID"),
            @"lab `held` is being worked on by process PID"
        );
        drop(hold);
        take(&name, &path).unwrap();
    }
}
