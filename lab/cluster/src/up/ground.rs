//! The lab's name is ours, its directory is empty, and nothing of an earlier one is left.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;

use lab_plan::LabName;

use crate::down;
use crate::error::UpError;
use crate::event::Events;
use crate::lock::{Attempt, Lock};
use crate::places::Places;
use crate::state::{Phase, State};

/// Takes the lab's lock and clears away what a killed `up` left. What is held is the lab's to be.
pub(crate) async fn take(name: &LabName, places: &Places, events: &Events) -> Result<Lock, UpError> {
    let path = places.lock();
    let attempt = Lock::try_take(path).map_err(|source| UpError::Io {
        doing: "lock",
        path: path.to_owned(),
        source,
    })?;
    let lock = match attempt {
        Attempt::Held(lock) => lock,
        Attempt::HeldBy(process) => return Err(UpError::Busy { name: name.clone(), process }),
    };
    if is_running(places)? {
        return Err(UpError::Running(name.clone()));
    }
    if down::is_anything_there(name, places) {
        down::remove(name, places).await?;
        events.note(format!("removed what an earlier lab `{name}` had left"));
    }
    Ok(lock)
}

/// Makes the lab's directory, root's alone: keys will be in it.
pub(crate) fn make_directory(places: &Places) -> Result<(), UpError> {
    let directory = places.directory();
    let failed = |source| UpError::Io { doing: "make", path: directory.to_owned(), source };
    if let Some(parent) = directory.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    DirBuilder::new().mode(0o700).create(directory).map_err(failed)
}

/// A lab that was up or was kept, and whose router still runs.
fn is_running(places: &Places) -> Result<bool, UpError> {
    let path = places.state();
    // What cannot be read may be that of a lab that runs.
    let state = State::read(&path).map_err(|source| UpError::Io { doing: "read", path, source })?;
    let Some(state) = state else { return Ok(false) };
    let router = state.machines.get("router");
    Ok(state.phase != Phase::Booting
        && router.is_some_and(|router| router.machine.is_running().unwrap_or(true)))
}
