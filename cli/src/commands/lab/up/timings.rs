//! Where the seconds of an `up` went, and its figures beside their bars.

use std::fmt;
use std::time::Duration;

use lab_cluster::{Step, Timings};

use super::super::progress::seconds;
use super::super::table::{Table, gibibytes};

/// Of `up` with bundle and images warm, on an idle machine with two processors.
const BOOT: Bar = Bar { must: 35.0, aim: 25.0 };
/// Of three nodes without pods of anybody else.
const MEMORY_GIB: f64 = 1.5;
const GIBIBYTE: f64 = (1_u64 << 30) as f64;

/// What `--timings` prints.
pub(super) struct Tables<'a> {
    pub(super) timings: &'a Timings,
    pub(super) memory_bytes: u64,
}

struct Bar {
    must: f64,
    aim: f64,
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

fn figures(total: Duration, memory_bytes: u64) -> Table<5> {
    let mut table = Table::new(["figure", "measured", "must", "aim", "verdict"]);
    let time = total.as_secs_f64();
    table.row([
        format!("lab up, to {}", Step::Dns),
        seconds(total),
        format!("≤ {} s", BOOT.must),
        format!("≤ {} s", BOOT.aim),
        verdict(time <= BOOT.must, time <= BOOT.aim).to_owned(),
    ]);
    table.row([
        "memory without page cache".to_owned(),
        gibibytes(memory_bytes),
        format!("≤ {MEMORY_GIB} GiB"),
        String::new(),
        verdict(memory_bytes as f64 <= MEMORY_GIB * GIBIBYTE, false).to_owned(),
    ]);
    table
}

fn verdict(is_met: bool, is_aim: bool) -> &'static str {
    match (is_met, is_aim) {
        (_, true) => "meets the aim",
        (true, false) => "meets the bar",
        (false, false) => "falls short",
    }
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
