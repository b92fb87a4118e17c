//! The report for people: one aligned line for each question.

use std::collections::BTreeMap;
use std::fmt;

use super::{ErrorKind, Latency, Report};

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pace =
            self.rate_asked.map_or_else(|| "as fast as it answers".to_owned(), |rate| format!("{rate}/s"));
        writeln!(formatter, "{} · {pace} · {} connections", self.url, self.connections)?;
        writeln!(
            formatter,
            "requests   {} answered in {:.1} s = {:.1}/s, {}",
            self.answered,
            self.elapsed_seconds,
            self.rate,
            Bytes(self.body_bytes)
        )?;
        writeln!(formatter, "latency    {}{}", self.latency, self.latency_kind())?;
        writeln!(formatter, "statuses   {}", Counts(&self.statuses))?;
        if !self.sources.is_empty() {
            writeln!(formatter, "sources    {}", Counts(&self.sources))?;
        }
        writeln!(formatter, "errors     {}", Counts(&self.errors))?;
        self.write_exceptions(formatter)
    }
}

impl Report {
    fn latency_kind(&self) -> &'static str {
        if self.rate_asked.is_some() { "" } else { "  (service time: a closed loop hides stalls)" }
    }

    fn write_exceptions(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.missed > 0 {
            writeln!(formatter, "missed     {} fell due while every connection was busy", self.missed)?;
        }
        if self.resent > 0 {
            writeln!(formatter, "resent     {} on a new connection, the old one being closed", self.resent)?;
        }
        if self.interrupted {
            writeln!(formatter, "stopped    before its time, with {} in flight", self.unfinished)?;
        }
        Ok(())
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = [
            ("p50", self.p50_ms),
            ("p90", self.p90_ms),
            ("p99", self.p99_ms),
            ("p99.9", self.p99_9_ms),
            ("max", self.max_ms),
        ];
        for (index, (name, milliseconds)) in columns.into_iter().enumerate() {
            let gap = if index == 0 { "" } else { "   " };
            write!(formatter, "{gap}{name} {milliseconds:.2} ms")?;
        }
        Ok(())
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed out",
            Self::Reset => "reset",
            Self::ClosedEarly => "closed early",
            Self::Malformed => "malformed",
            Self::Other => "other",
        })
    }
}

struct Counts<'a, K>(&'a BTreeMap<K, u64>);

impl<K: fmt::Display> fmt::Display for Counts<'_, K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("none");
        }
        for (index, (name, count)) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { ", " };
            write!(formatter, "{gap}{name}: {count}")?;
        }
        Ok(())
    }
}

struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0..10_000 => write!(formatter, "{} B", self.0),
            10_000..10_000_000 => write!(formatter, "{:.1} kB", self.0 as f64 / 1e3),
            _ => write!(formatter, "{:.1} MB", self.0 as f64 / 1e6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            url: "http://localhost:5000/".to_owned(),
            rate_asked: Some(200.0),
            connections: 16,
            elapsed_seconds: 10.004,
            rate: 199.92,
            sent: 2000,
            answered: 2000,
            resent: 0,
            missed: 0,
            unfinished: 0,
            latency: Latency { p50_ms: 0.912, p90_ms: 1.4, p99_ms: 3.205, p99_9_ms: 7.9, max_ms: 12.04 },
            statuses: BTreeMap::from([(200, 2000)]),
            sources: BTreeMap::from([("live".to_owned(), 1988), ("stale".to_owned(), 12)]),
            errors: BTreeMap::new(),
            body_bytes: 26_000_000,
            interrupted: false,
        }
    }

    #[test]
    fn a_quiet_run_reads_in_six_lines() {
        insta::assert_snapshot!(report());
    }

    #[test]
    fn what_went_wrong_has_lines_of_its_own() {
        let errors = BTreeMap::from([(ErrorKind::Refused, 3), (ErrorKind::TimedOut, 1)]);
        let troubled = Report {
            rate_asked: None,
            errors,
            missed: 12,
            resent: 2,
            unfinished: 4,
            interrupted: true,
            sources: BTreeMap::new(),
            statuses: BTreeMap::from([(200, 1990), (503, 10)]),
            ..report()
        };
        insta::assert_snapshot!(troubled);
    }

    #[test]
    fn a_run_is_clean_when_all_that_fell_due_was_answered() {
        assert!(report().is_clean());
        assert!(!Report { missed: 1, ..report() }.is_clean());
        assert!(!Report { answered: 0, ..report() }.is_clean());
        assert!(!Report { statuses: BTreeMap::from([(503, 1)]), ..report() }.is_clean());
        assert!(!Report { errors: BTreeMap::from([(ErrorKind::Reset, 1)]), ..report() }.is_clean());
    }
}
