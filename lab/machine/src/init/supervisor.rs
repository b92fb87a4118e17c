//! The rest of the life of process 1: services run, and nobody stays a zombie.
//!
//! One thread, and nothing that grows: it sleeps until a process ends, a service is to be restarted, one waits for a
//! file, a job is due, or somebody inside asks for something.

use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, WaitOptions, WaitStatus, kill_process, wait};

use super::ask::{self, Asked};
use super::jobs::Jobs;
use super::service;
use super::{Step, StepError, say};
use crate::spec::{Job, Service};

const BEFORE_A_RESTART: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS_FOR_FILES: Duration = Duration::from_millis(50);

pub(super) struct Supervisor {
    services: Vec<(Service, State)>,
    jobs: Jobs,
    path: String,
    signals: SignalFd,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    WaitsForFiles,
    Runs(Pid),
    RestartsAt(Instant),
    /// Somebody inside wants it to stop, and it was told.
    Stops(Pid),
    Stopped,
}

impl Supervisor {
    pub(super) fn new(services: Vec<Service>, jobs: Vec<Job>, path: String) -> Result<Self, StepError> {
        let mut heard = SigSet::empty();
        heard.add(Signal::SIGCHLD);
        heard.add(ask::SIGNAL);
        // Blocked, they wait to be read. The standard library unblocks them in the services.
        heard.thread_block().step(|| "block signals".into())?;
        let flags = SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC;
        let signals = SignalFd::with_flags(&heard, flags).step(|| "listen to signals".into())?;
        let services = services.into_iter().map(|service| (service, State::WaitsForFiles)).collect();
        Ok(Self { services, jobs: Jobs::new(jobs, Instant::now()), path, signals })
    }

    /// Returns when somebody inside switches the machine off: the kernel then ends everything else.
    pub(super) fn run(mut self) -> Result<(), StepError> {
        loop {
            self.start_what_can();
            self.jobs.start_what_can(&self.path, Instant::now());
            self.sleep()?;
            self.reap();
            for asked in ask::take() {
                match asked {
                    Asked::PowerOff => {
                        say("switched off from inside");
                        return Ok(());
                    }
                    Asked::Start(name) => self.start(&name),
                    Asked::Restart(name) => {
                        self.end_those_that_run(&name);
                        self.start(&name);
                    }
                    Asked::Stop(name) => self.stop(&name),
                }
            }
        }
    }

    /// They start again when they have ended.
    fn end_those_that_run(&self, name: &str) {
        for (service, state) in &self.services {
            if let State::Runs(pid) = *state
                && service.name == name
            {
                end(pid);
            }
        }
    }

    fn start(&mut self, name: &str) {
        if self.jobs.start(name) {
            return;
        }
        if !self.services.iter().any(|(service, _)| service.name == name) {
            say(&format!("cannot start {name}: there is nothing of that name"));
        }
        for (_, state) in self.services.iter_mut().filter(|(service, _)| service.name == name) {
            match *state {
                State::Runs(_) | State::RestartsAt(_) => {}
                // It starts again when it has ended.
                State::Stops(pid) => *state = State::Runs(pid),
                _ => *state = State::WaitsForFiles,
            }
        }
    }

    fn stop(&mut self, name: &str) {
        for (_, state) in self.services.iter_mut().filter(|(service, _)| service.name == name) {
            match *state {
                State::Runs(pid) => {
                    end(pid);
                    *state = State::Stops(pid);
                }
                State::Stops(_) => {}
                _ => *state = State::Stopped,
            }
        }
    }

    fn start_what_can(&mut self) {
        let now = Instant::now();
        for (service, state) in &mut self.services {
            let due = match *state {
                State::WaitsForFiles => true,
                State::RestartsAt(time) => time <= now,
                State::Runs(_) | State::Stops(_) | State::Stopped => false,
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
        let now = Instant::now();
        let services = self.services.iter().filter_map(|(_, state)| until_due(*state, now));
        let longest = services.chain(self.jobs.until_due(now)).min().map(timespec);
        match poll(&mut [PollFd::from_borrowed_fd(self.signals.as_fd(), PollFlags::IN)], longest.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error).step(|| "wait for something to happen".into()),
        }
        // One signal may stand for many ends, so what it says is of no use.
        while let Ok(Some(_)) = self.signals.read_signal() {}
        Ok(())
    }

    /// Services, and orphans, which the kernel gives to process 1.
    fn reap(&mut self) {
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if self.jobs.ended(pid, status, Instant::now()) {
                continue;
            }
            for (service, state) in &mut self.services {
                if *state == State::Runs(pid) {
                    say(&format!("{} {}, starts again", service.name, in_words(status)));
                    *state = State::RestartsAt(Instant::now() + BEFORE_A_RESTART);
                } else if *state == State::Stops(pid) {
                    say(&format!("{} {}, as it was asked to", service.name, in_words(status)));
                    *state = State::Stopped;
                }
            }
        }
    }
}

fn until_due(state: State, now: Instant) -> Option<Duration> {
    match state {
        State::WaitsForFiles => Some(BETWEEN_LOOKS_FOR_FILES),
        State::RestartsAt(time) => Some(time.saturating_duration_since(now)),
        State::Runs(_) | State::Stops(_) | State::Stopped => None,
    }
}

/// Asks a process to end. It is not reaped yet, so the number is its own.
fn end(pid: Pid) {
    if let Err(error) = kill_process(pid, rustix::process::Signal::TERM) {
        say(&format!("cannot end process {}: {error}", pid.as_raw_nonzero()));
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: duration.as_secs().try_into().expect("a second"),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

pub(super) fn in_words(status: WaitStatus) -> String {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".into(),
    }
}
