//! Jobs: when each begins, and what becomes of one that failed.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitStatus, kill_process_group};

use super::supervisor::in_words;
use super::{COMMAND, JOB, say, service};
use crate::attempts;
use crate::spec::Job;

/// After an attempt that could not even be started.
const BEFORE_ANOTHER_START: Duration = Duration::from_secs(1);

/// All jobs of a machine.
pub(super) struct Jobs(Vec<Entry>);

struct Entry {
    job: Job,
    state: State,
    /// Somebody asked for it, or it begins with the machine.
    is_wanted: bool,
    /// It has been there, or never begins by itself: nobody waits for it.
    is_attempted: bool,
    /// When its time has come again.
    next: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Rests,
    /// Until then at most, if there is a limit.
    Runs(Pid, Option<Instant>),
    BeginsAgainAt(Instant),
}

impl Jobs {
    pub(super) fn new(jobs: Vec<Job>, now: Instant) -> Self {
        let entry = |job: Job| Entry {
            state: State::Rests,
            is_wanted: job.at_boot,
            is_attempted: !job.at_boot,
            next: job.every.map(|period| now + period),
            job,
        };
        Self(jobs.into_iter().map(entry).collect())
    }

    pub(super) fn start_what_can(&mut self, path: &str, now: Instant) {
        self.0.iter_mut().for_each(|entry| end_if_late(entry, now));
        for index in 0..self.0.len() {
            if !self.is_due(index, now) {
                continue;
            }
            let entry = &mut self.0[index];
            entry.is_wanted = false;
            if entry.next.is_some_and(|next| next <= now) {
                entry.next = entry.job.every.map(|period| now + period);
            }
            entry.state = match begin(&entry.job, path) {
                Ok(pid) => State::Runs(pid, entry.job.at_most.map(|time| now + time)),
                Err(error) => {
                    say(&format!("cannot start {}: {error}", entry.job.name));
                    State::BeginsAgainAt(now + BEFORE_ANOTHER_START)
                }
            };
        }
    }

    fn is_due(&self, index: usize, now: Instant) -> bool {
        let entry = &self.0[index];
        match entry.state {
            State::Runs(..) => false,
            State::BeginsAgainAt(time) if time <= now => true,
            State::BeginsAgainAt(_) => entry.is_wanted,
            State::Rests => {
                entry.next.is_some_and(|next| next <= now) || (entry.is_wanted && self.may_begin(&entry.job))
            }
        }
    }

    fn may_begin(&self, job: &Job) -> bool {
        self.0.iter().filter(|other| job.after.contains(&other.job.name)).all(|other| other.is_attempted)
    }

    /// Wishes that a job begins now; no job of that name is no.
    pub(super) fn start(&mut self, name: &str) -> bool {
        let mut is_known = false;
        for entry in self.0.iter_mut().filter(|entry| entry.job.name == name) {
            entry.is_wanted = true;
            is_known = true;
        }
        is_known
    }

    /// Takes in that a process ended; no if it was none of a job's.
    pub(super) fn ended(&mut self, pid: Pid, status: WaitStatus, now: Instant) -> bool {
        let is_its = |entry: &&mut Entry| matches!(entry.state, State::Runs(of, _) if of == pid);
        let Some(entry) = self.0.iter_mut().find(is_its) else { return false };
        entry.is_attempted = true;
        if status.exit_status() == Some(0) {
            entry.state = State::Rests;
            return true;
        }
        let again_after = entry.job.again_after;
        say(&attempts::failed(&entry.job.name, &in_words(status), again_after));
        entry.state = again_after.map_or(State::Rests, |time| State::BeginsAgainAt(now + time));
        true
    }

    /// How long until one is due, of each that is going to be.
    pub(super) fn until_due(&self, now: Instant) -> impl Iterator<Item = Duration> {
        let due = |entry: &Entry| match entry.state {
            State::Runs(_, until) => until,
            State::BeginsAgainAt(time) => Some(time),
            State::Rests => entry.next,
        };
        self.0.iter().filter_map(due).map(move |time| time.saturating_duration_since(now))
    }
}

/// It is in a group of its own with what it started, and is not reaped yet.
fn end_if_late(entry: &mut Entry, now: Instant) {
    if let State::Runs(pid, Some(until)) = entry.state
        && until <= now
    {
        say(&format!("{} takes too long and is ended", entry.job.name));
        entry.state = State::Runs(pid, None);
        if let Err(error) = kill_process_group(pid, Signal::KILL) {
            say(&format!("cannot end {}: {error}", entry.job.name));
        }
    }
}

/// One attempt, as a process that goes through its steps.
fn begin(job: &Job, path: &str) -> io::Result<Pid> {
    let log = service::open_log(&job.name)?;
    let mut command = Command::new("/proc/self/exe");
    command.args([COMMAND, JOB, &serde_json::to_string(job)?]);
    // As systemd's services of root, which have no `HOME`.
    command.env_clear().env("PATH", path);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
    Ok(Pid::from_child(&command.spawn()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, at_boot: bool) -> Job {
        Job { name: name.to_owned(), at_boot, ..Job::default() }
    }

    fn due(jobs: &Jobs, now: Instant) -> Vec<&str> {
        let due = (0..jobs.0.len()).filter(|index| jobs.is_due(*index, now));
        due.map(|index| jobs.0[index].job.name.as_str()).collect()
    }

    #[test]
    fn one_after_another_waits_for_its_first_attempt_and_for_nothing_that_does_not_begin_by_itself() {
        let now = Instant::now();
        let after = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let mut jobs = Jobs::new(
            vec![
                job("first", true),
                job("asked", false),
                Job { after: after(&["first", "asked", "elsewhere"]), ..job("second", true) },
            ],
            now,
        );
        assert_eq!(due(&jobs, now), ["first"]);
        jobs.0[0].is_wanted = false;
        jobs.0[0].is_attempted = true;
        assert_eq!(due(&jobs, now), ["second"]);
        assert!(jobs.start("asked"));
        assert!(!jobs.start("nobody"));
        assert_eq!(due(&jobs, now), ["asked", "second"]);
    }

    #[test]
    fn a_timer_begins_it_after_its_period_and_a_failure_after_its_pause() {
        let now = Instant::now();
        let period = Duration::from_secs(20);
        let mut jobs = Jobs::new(vec![Job { every: Some(period), ..job("again", false) }], now);
        assert!(due(&jobs, now).is_empty());
        assert_eq!(jobs.until_due(now).min(), Some(period));
        assert_eq!(due(&jobs, now + period), ["again"]);
        jobs.0[0].state = State::BeginsAgainAt(now + Duration::from_secs(5));
        assert!(due(&jobs, now).is_empty());
        assert_eq!(jobs.until_due(now).min(), Some(Duration::from_secs(5)));
        assert!(jobs.start("again"));
        assert_eq!(due(&jobs, now), ["again"], "somebody asked for it");
    }
}
