//! What somebody inside a machine may ask of process 1: a file says what, a signal that there is one.

use std::fs;
use std::io;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

pub(super) const SIGNAL: Signal = Signal::SIGHUP;

/// On a tmpfs: no wish outlives a power cut.
const WISHES: &str = "/run/lab-init";
const START: &str = "start-";
const STOP: &str = "stop-";
const RESTART: &str = "restart-";
const POWER_OFF: &str = "power-off";
const PROCESS_1: Pid = Pid::from_raw(1);

/// One wish.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    Start(String),
    Stop(String),
    Restart(String),
    PowerOff,
}

/// Begins a job, or a service that was stopped. To be called inside; returns at once.
///
/// # Errors
/// When process 1 cannot be told.
pub fn start(name: &str) -> io::Result<()> {
    ask(&format!("{START}{name}"))
}

/// Ends a service until it is started again. To be called inside; returns at once.
///
/// # Errors
/// As [`start`].
pub fn stop(name: &str) -> io::Result<()> {
    ask(&format!("{STOP}{name}"))
}

/// Begins a job, or ends a service and starts it again. To be called inside; returns at once.
///
/// # Errors
/// As [`start`].
pub fn restart(name: &str) -> io::Result<()> {
    ask(&format!("{RESTART}{name}"))
}

/// Switches the machine off. To be called inside; returns at once.
///
/// # Errors
/// As [`start`].
pub fn power_off() -> io::Result<()> {
    ask(POWER_OFF)
}

fn ask(wish: &str) -> io::Result<()> {
    if wish.contains('/') {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    fs::create_dir_all(WISHES)?;
    fs::write(Path::new(WISHES).join(wish), "")?;
    Ok(kill(PROCESS_1, SIGNAL)?)
}

/// What is asked for since the last look. A wish that cannot be removed is not heard twice, since it is not heard at all.
pub(super) fn take() -> Vec<Asked> {
    let Ok(entries) = fs::read_dir(WISHES) else { return Vec::new() };
    let wishes = entries.filter_map(Result::ok).filter(|wish| fs::remove_file(wish.path()).is_ok());
    wishes.filter_map(|wish| understand(wish.file_name().to_str()?)).collect()
}

fn understand(wish: &str) -> Option<Asked> {
    if wish == POWER_OFF {
        return Some(Asked::PowerOff);
    }
    let of = |verb: &str| wish.strip_prefix(verb).map(str::to_owned);
    let start = of(START).map(Asked::Start);
    start.or_else(|| of(STOP).map(Asked::Stop)).or_else(|| of(RESTART).map(Asked::Restart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_its_file_name() {
        assert_eq!(understand("start-publish-join"), Some(Asked::Start("publish-join".to_owned())));
        assert_eq!(understand("stop-kubelet"), Some(Asked::Stop("kubelet".to_owned())));
        assert_eq!(understand("restart-kubelet"), Some(Asked::Restart("kubelet".to_owned())));
        assert_eq!(understand("power-off"), Some(Asked::PowerOff));
        assert_eq!(understand("nonsense"), None);
        assert_eq!(ask("start-../x").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
