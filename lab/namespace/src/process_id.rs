//! A process, and no other that later gets its number.

use std::fmt;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde::{Deserialize, Serialize};

/// Only a parent is told when a process ends; everybody else looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// A process by its number and the time when it started.
///
/// Numbers are those of the pid namespace whose `/proc` is mounted here. A process that has ended and waits to be
/// reaped (a zombie) counts as gone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct ProcessId {
    pid: u32,
    /// Clock ticks since the machine was switched on, the 22nd field of `/proc/PID/stat` (proc(5)).
    started: u64,
}

impl ProcessId {
    /// The living process that has this number now, if there is one.
    ///
    /// # Errors
    /// When `/proc` cannot be read.
    pub fn of(pid: u32) -> io::Result<Option<Self>> {
        let stat = match fs::read_to_string(format!("/proc/{pid}/stat")) {
            Ok(stat) => stat,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let started = started(&stat).map_err(|problem| {
            io::Error::new(io::ErrorKind::InvalidData, format!("/proc/{pid}/stat {problem}: `{stat}`"))
        })?;
        Ok(started.map(|started| Self { pid, started }))
    }

    /// Its number.
    pub fn pid(self) -> u32 {
        self.pid
    }

    /// Whether it runs.
    ///
    /// # Errors
    /// When `/proc` cannot be read.
    pub fn is_alive(self) -> io::Result<bool> {
        Ok(Self::of(self.pid)? == Some(self))
    }

    /// A file that stands for it and for nobody else (`pidfd_open(2)`); `None` when it has ended.
    ///
    /// # Errors
    /// The kernel's.
    pub fn open(self) -> io::Result<Option<OwnedFd>> {
        let Some(pid) = i32::try_from(self.pid).ok().and_then(Pid::from_raw) else { return Ok(None) };
        let pidfd = match pidfd_open(pid, PidfdFlags::empty()) {
            Ok(pidfd) => pidfd,
            Err(Errno::SRCH) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // The number may have passed on before it was opened, but not after.
        Ok(self.is_alive()?.then_some(pidfd))
    }

    /// Sends SIGKILL. Fine if it has ended.
    ///
    /// # Errors
    /// The kernel's: not ours to kill.
    pub fn kill(self) -> io::Result<()> {
        let Some(pidfd) = self.open()? else { return Ok(()) };
        match pidfd_send_signal(pidfd, Signal::KILL) {
            Ok(()) | Err(Errno::SRCH) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until it has ended. Its children may still be there, unless it was process 1 of a pid namespace.
    ///
    /// # Errors
    /// The kernel's.
    pub async fn ended(self) -> io::Result<()> {
        while self.is_alive()? {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(())
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pid.fmt(formatter)
    }
}

/// A file of a process that goes away while it is read says ESRCH.
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(Errno::SRCH.raw_os_error())
}

/// The start time out of `/proc/PID/stat`; `None` for a zombie.
fn started(stat: &str) -> Result<Option<u64>, &'static str> {
    // The second field is the program's name in parentheses, and it may contain any of both.
    let (_, fields) = stat.rsplit_once(')').ok_or("has no program name")?;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next().ok_or("has no state")?;
    let started = fields.nth(18).ok_or("has no start time")?;
    let started = started.parse().map_err(|_| "has a start time that is no number")?;
    Ok((!matches!(state, "Z" | "X")).then_some(started))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    fn stat(name: &str, state: char) -> String {
        format!("42 ({name}) {state} 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 7310 23 24 25")
    }

    #[test]
    fn a_program_name_may_look_like_the_fields_after_it() {
        assert_eq!(started(&stat("a) R 1 (b", 'S')), Ok(Some(7310)));
    }

    #[test]
    fn a_zombie_has_ended() {
        assert_eq!(started(&stat("sh", 'Z')), Ok(None));
    }

    #[test]
    fn a_line_that_ends_early_is_refused() {
        assert_eq!(started("42 (sh) R 1 42"), Err("has no start time"));
    }

    #[test]
    fn the_process_that_runs_this_is_alive() {
        let own = ProcessId::of(std::process::id()).unwrap().unwrap();
        assert!(own.is_alive().unwrap());
    }

    #[test]
    fn a_number_that_passed_on_is_not_killed() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let now = ProcessId::of(child.id()).unwrap().unwrap();
        let before = ProcessId { started: now.started - 1, ..now };
        before.kill().unwrap();
        assert!(!before.is_alive().unwrap());
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success(), "it ended by itself");
    }

    #[tokio::test]
    async fn a_killed_process_ends_before_it_is_reaped() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let id = ProcessId::of(child.id()).unwrap().unwrap();
        id.kill().unwrap();
        id.ended().await.unwrap();
        assert!(!id.is_alive().unwrap());
        assert!(!child.wait().unwrap().success());
        id.kill().unwrap();
    }
}
