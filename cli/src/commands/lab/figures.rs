//! What was measured, beside what was promised.

use std::fmt;
use std::time::Duration;

use super::progress::seconds;
use super::table::{Table, gibibytes};

/// The most that a figure may be, and the most that it should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar<T> {
    pub(super) must: T,
    pub(super) aim: Option<T>,
}

/// One row a figure.
pub(super) struct Figures(Table<5>);

impl Figures {
    pub(super) fn new() -> Self {
        Self(Table::new(["figure", "measured", "must", "aim", "verdict"]))
    }

    pub(super) fn time(&mut self, name: &str, measured: Duration, bar: Bar<Duration>) {
        let limit = |most: Duration| format!("≤ {} s", most.as_secs_f64());
        self.row(name, seconds(measured), bar.verdict(measured), [limit(bar.must), aim(bar.aim, limit)]);
    }

    pub(super) fn memory(&mut self, name: &str, bytes: u64, bar: Bar<u64>) {
        let limit = |most: u64| format!("≤ {} GiB", most as f64 / (1_u64 << 30) as f64);
        self.row(name, gibibytes(bytes), bar.verdict(bytes), [limit(bar.must), aim(bar.aim, limit)]);
    }

    fn row(&mut self, name: &str, measured: String, verdict: &str, [must, aim]: [String; 2]) {
        self.0.row([name.to_owned(), measured, must, aim, verdict.to_owned()]);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Copy + PartialOrd> Bar<T> {
    fn verdict(self, measured: T) -> &'static str {
        match self.aim {
            Some(aim) if measured <= aim => "meets the aim",
            _ if measured <= self.must => "meets the bar",
            _ => "falls short",
        }
    }
}

fn aim<T>(aim: Option<T>, limit: impl Fn(T) -> String) -> String {
    aim.map_or_else(String::new, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_judged_by_its_bar() {
        let mut figures = Figures::new();
        let bar = Bar { must: Duration::from_secs(3), aim: Some(Duration::from_millis(1500)) };
        figures.time("fast", Duration::from_millis(1500), bar);
        figures.time("slow", Duration::from_secs(3), bar);
        figures.time("late", Duration::from_millis(3001), bar);
        figures.memory("small", 3 << 29, Bar { must: 3 << 29, aim: None });
        figures.memory("large", 2 << 30, Bar { must: 3 << 29, aim: None });
        insta::assert_snapshot!(figures, @r"
        figure  measured  must       aim      verdict
        fast    1.5 s     ≤ 3 s      ≤ 1.5 s  meets the aim
        slow    3.0 s     ≤ 3 s      ≤ 1.5 s  meets the bar
        late    3.0 s     ≤ 3 s      ≤ 1.5 s  falls short
        small   1.50 GiB  ≤ 1.5 GiB           meets the bar
        large   2 GiB     ≤ 1.5 GiB           falls short
        ");
    }
}
