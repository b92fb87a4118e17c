//! The report for a terminal.

use std::fmt;

use super::{Report, verdict};

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = |of: fn(&super::Row) -> &str| {
            self.rows.iter().map(|row| of(row).chars().count()).max().unwrap_or_default()
        };
        let case = widest(|row| &row.case);
        let got = widest(|row| &row.got);
        for row in &self.rows {
            let mark = if row.wrong.is_none() { "right" } else { "WRONG" };
            let time = row.time();
            writeln!(formatter, "{mark}  {:case$}  {:got$}  {time:>5} s", row.case, row.got)?;
            if let Some(wrong) = &row.wrong {
                writeln!(formatter, "       expected {}: {wrong}", row.expected)?;
            }
        }
        writeln!(formatter)?;
        for total in self.totals() {
            let (right, of, percent, bar) = (total.right, total.of, total.percent(), total.group.bar());
            let verdict = verdict(total.is_met());
            writeln!(
                formatter,
                "{:32} {right:>3} of {of:<3} {percent:>3} %, bar {bar} %: {verdict}",
                total.group
            )?;
        }
        for slowest in self.slowest() {
            let (what, bar, verdict) = (slowest.what(), slowest.bar.as_secs(), verdict(slowest.is_met()));
            writeln!(formatter, "{what:32} {:>8.1} s, bar {bar} s: {verdict}", slowest.seconds)?;
        }
        match &self.ended_early {
            Some(why) => writeln!(formatter, "not every case was held: {why}"),
            None => Ok(()),
        }
    }
}
