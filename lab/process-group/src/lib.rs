//! A command and everything that it starts, which end together.
//!
//! Killing a compiler's driver alone leaves its compilers at work.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

/// A process group that gets SIGKILL when this is dropped.
#[derive(Debug)]
pub struct ProcessGroup(Option<Pid>);

impl ProcessGroup {
    /// The group that `leader` was started as, by `process_group(0)`.
    pub fn of(leader: &Child) -> Self {
        Self(leader.id().and_then(|id| Pid::from_raw(id.try_into().ok()?)))
    }

    /// Asks all of them to end, as Ctrl-C does in a terminal.
    pub fn interrupt(&self) {
        if let Some(leader) = self.0 {
            // It may have ended in this moment.
            let _ = kill_process_group(leader, Signal::INT);
        }
    }

    /// Kills nobody: the leader has ended by itself, so its number may soon be another's.
    pub fn disband(mut self) {
        self.0 = None;
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // It may have ended in this moment.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}
