//! Where the seconds of an `up` went, and its figures beside their bars.

use std::fmt;
use std::time::Duration;

use lab_cluster::{Step, Timings};

use super::super::figures::{Bar, Figures};
use super::super::progress::seconds;
use super::super::table::Table;

/// Of `up` with bundle and images warm, on an idle machine with two processors.
const BOOT: Bar<Duration> = Bar { must: Duration::from_secs(35), aim: Some(Duration::from_secs(25)) };
/// Of three nodes without pods of anybody else.
const MEMORY_BYTES: Bar<u64> = Bar { must: 3 << 29, aim: None };

/// What `--timings` prints.
pub(super) struct Tables<'a> {
    pub(super) timings: &'a Timings,
    pub(super) memory_bytes: u64,
}

impl fmt::Display for Tables<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        steps(self.timings).fmt(formatter)?;
        writeln!(formatter)?;
        figures(self.timings.total(), self.memory_bytes).fmt(formatter)
    }
}

fn steps(timings: &Timings) -> Table<4> {
    let mut table = Table::new(["step", "began", "took", "done"]);
    for timing in &timings.steps {
        let time = |milliseconds| format!("{:>6}", seconds(Duration::from_millis(milliseconds)));
        let done = time(timing.began_ms + timing.took_ms);
        let (began, took) = match timing.step {
            // Waited for from the start, worked for by the steps above.
            Step::NodeReady(_) | Step::Dns => (String::new(), String::new()),
            _ => (time(timing.began_ms), time(timing.took_ms)),
        };
        table.row([timing.step.to_string(), began, took, done]);
    }
    table
}

fn figures(total: Duration, memory_bytes: u64) -> Figures {
    let mut figures = Figures::new();
    figures.time(&format!("lab up, to {}", Step::Dns), total, BOOT);
    figures.memory("memory without page cache", memory_bytes, MEMORY_BYTES);
    figures
}

#[cfg(test)]
mod tests {
    use lab_cluster::Timing;

    use super::*;

    fn timings(total_ms: u64) -> Timings {
        let steps = vec![
            Timing { step: Step::Machines, began_ms: 310, took_ms: 1240 },
            Timing { step: Step::Join("w1".to_owned()), began_ms: 9_100, took_ms: 11_000 },
            Timing { step: Step::NodeReady("w1".to_owned()), began_ms: 0, took_ms: 21_000 },
        ];
        Timings { steps, total_ms }
    }

    #[test]
    fn times_and_figures_stand_in_tables() {
        insta::assert_snapshot!(Tables { timings: &timings(27_349), memory_bytes: 1_417_339_207 }, @r"
        step             began   took    done
        machines booted   0.3 s   1.2 s   1.6 s
        w1 joined         9.1 s  11.0 s  20.1 s
        w1 Ready                         21.0 s

        figure                     measured  must       aim     verdict
        lab up, to CoreDNS Ready   27.3 s    ≤ 35 s     ≤ 25 s  meets the bar
        memory without page cache  1.32 GiB  ≤ 1.5 GiB          meets the bar
        ");
    }

    #[test]
    fn a_figure_that_falls_short_says_so() {
        let text = Tables { timings: &timings(36_000), memory_bytes: 2 << 30 }.to_string();
        assert_eq!(text.matches("falls short").count(), 2, "{text}");
    }
}
