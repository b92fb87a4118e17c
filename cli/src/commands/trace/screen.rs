//! What a person sees while a trace goes on, and what a program gets at its end.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use hops_report::TraceReport;
use hops_trace::Event;
use indicatif::{ProgressBar, ProgressStyle};

/// Of a page nobody asked about, such as a pipe; and lines that are longer are hard to read.
const USUAL_PAGE: usize = 100;
const REDRAW: Duration = Duration::from_millis(100);

/// Reports go to stdout, what is waited for to stderr.
pub(super) struct Screen {
    json: bool,
    width: usize,
    waiting: ProgressBar,
}

impl Screen {
    pub(super) fn new(json: bool) -> Self {
        let size = terminal_size::terminal_size_of(std::io::stdout());
        let width = size.map_or(USUAL_PAGE, |(width, _)| usize::from(width.0).min(USUAL_PAGE));
        let style = ProgressStyle::with_template("{elapsed:>3} {msg}").expect("the template is a constant");
        let waiting = if std::io::stderr().is_terminal() {
            ProgressBar::new_spinner().with_style(style)
        } else {
            ProgressBar::hidden()
        };
        Self { json, width, waiting }
    }

    /// Something happened. Programs get the whole at the end.
    pub(super) fn event(&self, event: Event<'_>) {
        match event {
            Event::Waiting(what) => {
                self.waiting.set_message(format!("waiting for {what} …"));
                self.waiting.enable_steady_tick(REDRAW);
            }
            _ if self.json => {}
            Event::Began { cluster, target } => {
                self.say(&hops_report::heading(Some(cluster), target, self.width));
            }
            Event::Hop(hop) => self.say(&hops_report::hop_line(hop, self.width)),
        }
    }

    /// Nothing is waited for any more.
    pub(super) fn rest(&self) {
        self.waiting.disable_steady_tick();
        self.waiting.finish_and_clear();
    }

    /// The verdict, after the hops; or all of it in JSON.
    pub(super) fn whole(&self, report: &TraceReport) {
        self.say(&if self.json {
            hops_report::to_json(report)
        } else {
            hops_report::verdict(report, self.width)
        });
    }

    /// One line for what changed.
    pub(super) fn changed(&self, report: &TraceReport) {
        let line = if self.json {
            hops_report::to_json_line(report)
        } else {
            format!("{}  {}\n", clock(report), hops_report::state_line(report))
        };
        self.say(&line);
    }

    fn say(&self, text: &str) {
        // Whoever closed the pipe has read enough, which is no failure.
        self.waiting.suspend(|| drop(anstream::stdout().write_all(text.as_bytes())));
    }
}

fn clock(report: &TraceReport) -> String {
    report.started.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}
