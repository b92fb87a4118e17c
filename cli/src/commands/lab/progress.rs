//! What long work is doing, on stderr: a live line for each step on a terminal, elsewhere a line when it is done.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

const TIME: Style = AnsiColor::Green.on_default();
const ASIDE: Style = Style::new().dimmed();
const LIVE: &str = "{prefix:>9}  {msg}";
const REDRAW: Duration = Duration::from_millis(100);

/// The steps that run, and the moment from which all times count.
pub(super) struct Progress {
    began: Instant,
    screen: MultiProgress,
    running: Mutex<Vec<Step>>,
}

struct Step {
    name: String,
    doing: String,
    began: Instant,
    line: ProgressBar,
}

impl Progress {
    pub(super) fn start() -> Self {
        Self { began: Instant::now(), screen: MultiProgress::new(), running: Mutex::default() }
    }

    /// Something begins that takes time: its name when it is done, and what is being done until then.
    pub(super) fn begin(&self, step: String, doing: String) {
        let line = ProgressBar::new_spinner().with_message(doing.clone());
        line.set_style(ProgressStyle::with_template(LIVE).expect("the template is a constant"));
        let line = self.screen.add(line);
        self.running().push(Step { name: step, doing, began: Instant::now(), line });
        self.draw();
    }

    /// What a step is at.
    pub(super) fn detail(&self, step: &str, words: &str) {
        if let Some(step) = self.running().iter().find(|running| running.name == step) {
            step.line.set_message(format!("{}: {words}", step.doing));
        }
    }

    /// A step is done.
    pub(super) fn end(&self, step: &str) {
        self.end_with(step, "");
    }

    /// A step is done, and there is something to add.
    pub(super) fn end_with(&self, step: &str, words: &str) {
        let mut running = self.running();
        if let Some(index) = running.iter().position(|running| running.name == step) {
            let step = running.remove(index);
            step.line.finish_and_clear();
            self.screen.remove(&step.line);
        }
        drop(running);
        self.done(format!("{step} {words}").trim_end());
    }

    /// A line with the time that has passed.
    pub(super) fn done(&self, words: &str) {
        let time = seconds(self.began.elapsed());
        self.say(&format!("{TIME}{time:>9}{TIME:#}  {words}"));
    }

    /// A remark that belongs to no step.
    pub(super) fn remark(&self, words: &str) {
        self.say(&format!("{ASIDE}{:>9}  {words}{ASIDE:#}", ""));
    }

    /// Does the work, and keeps the times of the live lines going.
    pub(super) async fn beside<T>(&self, work: impl Future<Output = T>) -> T {
        let mut redraw = tokio::time::interval(REDRAW);
        tokio::pin!(work);
        loop {
            tokio::select! {
                result = &mut work => {
                    self.clear();
                    return result;
                }
                _ = redraw.tick() => self.draw(),
            }
        }
    }

    fn draw(&self) {
        for step in self.running().iter() {
            step.line.set_prefix(seconds(step.began.elapsed()));
            step.line.tick();
        }
    }

    /// What did not end is not running any more.
    pub(super) fn clear(&self) {
        for step in self.running().drain(..) {
            step.line.finish_and_clear();
        }
    }

    fn say(&self, line: &str) {
        self.screen.suspend(|| anstream::eprintln!("{line}"));
    }

    fn running(&self) -> MutexGuard<'_, Vec<Step>> {
        // The list is whole between any two of its calls.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `3.1 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
