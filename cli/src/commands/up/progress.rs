//! What `up` tells the person who started it, on stderr.

use std::time::Instant;

use anstyle::{AnsiColor, Style};
use shop_service::Outcome;

use super::VERSION;
use super::sockets::Reach;

const STEP: Style = AnsiColor::Green.on_default();
const ASIDE: Style = Style::new().dimmed();
const URL: Style = AnsiColor::Cyan.on_default().underline();

/// The lines of the start, and the moments from which they count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    began: Instant,
    last_step: Instant,
}

impl Progress {
    pub(super) fn start() -> Self {
        anstream::eprintln!("ninehops {VERSION}");
        let now = Instant::now();
        Self { began: now, last_step: now }
    }

    /// One thing that is done since the last one.
    pub(super) fn step(&mut self, what: &str, details: &str) {
        let took = milliseconds(self.last_step);
        anstream::eprintln!("{STEP}{what:>15}{STEP:#}  {details} {ASIDE}({took}){ASIDE:#}");
        self.last_step = Instant::now();
    }

    /// The last line of the start ends in the URL.
    pub(super) fn open(&self, url: &str, reach: Reach) {
        if reach == Reach::ThisMachine {
            let others = "only this machine can reach it; --listen 0.0.0.0:5000 lets others in";
            anstream::eprintln!("{ASIDE}{:>15}  {others}{ASIDE:#}", "");
        }
        let took = milliseconds(self.began);
        anstream::eprintln!("{STEP}{:>15}{STEP:#}  {ASIDE}after {took}:{ASIDE:#} {URL}{url}{URL:#}", "open");
    }
}

/// Said when no new connection is accepted any more.
pub(super) fn closing() {
    anstream::eprintln!("{STEP}{:>15}{STEP:#}  finishing what was begun; Ctrl-C again ends it", "closing");
}

/// The last words.
pub(super) fn goodbye(outcome: Outcome) {
    let words = match outcome {
        Outcome::Clean => "goodbye",
        Outcome::TimedOut => "goodbye; some requests took too long and were cut off",
        Outcome::Forced => "goodbye, at once",
    };
    anstream::eprintln!("{STEP}{:>15}{STEP:#}  {words}", "closed");
}

fn milliseconds(began: Instant) -> String {
    format!("{} ms", began.elapsed().as_millis())
}
