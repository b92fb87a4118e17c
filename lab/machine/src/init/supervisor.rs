//! The rest of the life of process 1: services run, and nobody stays a zombie.
//!
//! One thread, and nothing that grows: it sleeps until a process ends, a service is to be restarted, or one waits for
//! a file.

use std::convert::Infallible;
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, WaitOptions, WaitStatus, wait};

use super::service;
use super::{Step, StepError, say};
use crate::spec::Service;

const BEFORE_A_RESTART: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS_FOR_FILES: Duration = Duration::from_millis(50);

pub(super) struct Supervisor {
    services: Vec<(Service, State)>,
    path: String,
    ended: SignalFd,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    WaitsForFiles,
    Runs(Pid),
    RestartsAt(Instant),
}

impl Supervisor {
    pub(super) fn new(services: Vec<Service>, path: String) -> Result<Self, StepError> {
        let mut child = SigSet::empty();
        child.add(Signal::SIGCHLD);
        // Blocked, it waits to be read. The standard library unblocks it in the services.
        child.thread_block().step(|| "block SIGCHLD".into())?;
        let flags = SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC;
        let ended = SignalFd::with_flags(&child, flags).step(|| "listen to SIGCHLD".into())?;
        let services = services.into_iter().map(|service| (service, State::WaitsForFiles)).collect();
        Ok(Self { services, path, ended })
    }

    pub(super) fn run(mut self) -> Result<Infallible, StepError> {
        loop {
            self.start_what_can();
            self.sleep()?;
            self.reap();
        }
    }

    fn start_what_can(&mut self) {
        let now = Instant::now();
        for (service, state) in &mut self.services {
            let due = match *state {
                State::WaitsForFiles => true,
                State::RestartsAt(time) => time <= now,
                State::Runs(_) => false,
            };
            if !due {
                continue;
            }
            if !service::can_start(service) {
                *state = State::WaitsForFiles;
                continue;
            }
            *state = match service::start(service, &self.path) {
                Ok(pid) => State::Runs(pid),
                Err(error) => {
                    say(&format!("cannot start {}: {error}", service.name));
                    State::RestartsAt(now + BEFORE_A_RESTART)
                }
            };
        }
    }

    fn sleep(&self) -> Result<(), StepError> {
        let longest = self.services.iter().filter_map(|(_, state)| until_due(*state, Instant::now())).min();
        let longest = longest.map(timespec);
        match poll(&mut [PollFd::from_borrowed_fd(self.ended.as_fd(), PollFlags::IN)], longest.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error).step(|| "wait for something to happen".into()),
        }
        // One signal may stand for many ends, so what it says is of no use.
        while let Ok(Some(_)) = self.ended.read_signal() {}
        Ok(())
    }

    /// Services, and orphans, which the kernel gives to process 1.
    fn reap(&mut self) {
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            let ended = self.services.iter_mut().find(|(_, state)| *state == State::Runs(pid));
            if let Some((service, state)) = ended {
                say(&format!("{} {}, starts again", service.name, in_words(status)));
                *state = State::RestartsAt(Instant::now() + BEFORE_A_RESTART);
            }
        }
    }
}

fn until_due(state: State, now: Instant) -> Option<Duration> {
    match state {
        State::WaitsForFiles => Some(BETWEEN_LOOKS_FOR_FILES),
        State::RestartsAt(time) => Some(time.saturating_duration_since(now)),
        State::Runs(_) => None,
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: duration.as_secs().try_into().expect("a second"),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

fn in_words(status: WaitStatus) -> String {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".into(),
    }
}
