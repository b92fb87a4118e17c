//! The figures of one run as Markdown.

use std::fmt;

use serde::Serialize;

use crate::figure::{Figure, Verdict};
use crate::machine::Machine;

/// One run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Table {
    pub(crate) machine: Machine,
    pub(crate) figures: Vec<Figure>,
}

impl Table {
    /// Whether no figure falls short of its bar.
    pub(crate) fn is_met(&self) -> bool {
        self.figures.iter().all(|figure| figure.verdict() != Verdict::Short)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.figures.iter().map(row).collect::<Vec<_>>();
        let header = ["figure", "measured", "must", "aim", "verdict"].map(str::to_owned);
        let widths = widths(&header, &rows);
        writeln!(formatter, "{}\n", self.machine)?;
        write_row(formatter, &header, &widths)?;
        write_row(formatter, &widths.map(|width| "-".repeat(width)), &widths)?;
        rows.iter().try_for_each(|row| write_row(formatter, row, &widths))
    }
}

fn row(figure: &Figure) -> [String; 5] {
    let verdict = figure.verdict().to_string();
    [figure.name.clone(), figure.value_text(), figure.bar.must_text(), figure.bar.aim_text(), verdict]
}

fn widths(header: &[String; 5], rows: &[[String; 5]]) -> [usize; 5] {
    std::array::from_fn(|column| {
        let cells = rows.iter().chain([header]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    })
}

fn write_row(formatter: &mut fmt::Formatter<'_>, row: &[String; 5], widths: &[usize; 5]) -> fmt::Result {
    for (cell, width) in row.iter().zip(widths) {
        write!(formatter, "| {cell:width$} ")?;
    }
    writeln!(formatter, "|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Bar, Unit};

    fn table(figures: Vec<Figure>) -> Table {
        let machine = Machine {
            cores: 2,
            processor: "Some Processor".to_owned(),
            memory_gib: 8,
            kernel: "Linux 6.1.0".to_owned(),
        };
        Table { machine, figures }
    }

    #[test]
    fn the_table_says_how_each_figure_stands_to_its_bar() {
        let table = table(vec![
            Figure::new("`/` at 64 connections", 4321.4, Unit::PerSecond, Bar::at_least(3000.0, 6000.0)),
            Figure::new("start to listening", 9.87, Unit::Milliseconds, Bar::at_most(100.0, 30.0)),
            Figure::new("idle RSS", 17.25, Unit::Mebibytes, Bar::at_most(16.0, 8.0)),
            Figure::new("binary size", 6.5, Unit::Mebibytes, Bar::NONE),
            Figure::new("failed pages", 0.0, Unit::Count, Bar::only_at_most(0.0)),
        ]);
        insta::assert_snapshot!(table);
        assert!(!table.is_met());
    }

    #[test]
    fn a_run_without_a_shortfall_is_met() {
        assert!(table(vec![Figure::new("noted", 1.0, Unit::Count, Bar::NONE)]).is_met());
    }
}
