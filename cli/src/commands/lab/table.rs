//! Aligned columns for people; programs take `--json`.

use std::fmt::{self, Write as _};

/// Columns two spaces apart under their heads. What is wider than the page is broken between words, in the widest
/// columns; the page is as wide as the format says, `{table:80}`.
pub(super) struct Table<const COLUMNS: usize>(Vec<[String; COLUMNS]>);

const GAP: usize = 2;
/// Of a page nobody asked about, such as a pipe. As wide as the help.
pub(super) const USUAL_PAGE: usize = 100;
/// A column with words in it is not made narrower.
const NARROWEST: usize = 16;

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(super) fn new(heads: [&str; COLUMNS]) -> Self {
        Self(vec![heads.map(str::to_owned)])
    }

    pub(super) fn row(&mut self, cells: [String; COLUMNS]) {
        self.0.push(cells);
    }

    fn widths(&self, page: usize) -> [usize; COLUMNS] {
        let cells = |column: usize| self.0.iter().map(move |row| width(&row[column]));
        let mut widths = std::array::from_fn(|column| cells(column).max().unwrap_or_default());
        while widths.iter().sum::<usize>() + GAP * (COLUMNS - 1) > page {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths(formatter.width().unwrap_or(USUAL_PAGE));
        for row in &self.0 {
            let cells: [_; COLUMNS] = std::array::from_fn(|column| wrap(&row[column], widths[column]));
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let mut text = String::new();
                for (cell, width) in cells.iter().zip(widths) {
                    let part = cell.get(line).map_or("", String::as_str);
                    write!(text, "{part:width$}{:GAP$}", "")?;
                }
                writeln!(formatter, "{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}

/// `1.32 GiB`.
pub(super) fn gibibytes(bytes: u64) -> String {
    let digits = if bytes.is_multiple_of(1 << 30) { 0 } else { 2 };
    format!("{:.digits$} GiB", bytes as f64 / (1_u64 << 30) as f64)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Lines of at most `limit` characters, but for words that are longer.
fn wrap(text: &str, limit: usize) -> Vec<String> {
    if width(text) <= limit {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line from the start");
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) <= limit {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(page: usize) -> String {
        let mut table = Table::new(["fault", "what it does", "what a visitor sees"]);
        let cells = ["sg-self", "the nodes may not talk to each other", "pages without recommendations"];
        table.row(cells.map(str::to_owned));
        table.row(["mtu", "large packets are lost", "–"].map(str::to_owned));
        format!("{table:page$}")
    }

    #[test]
    fn columns_stand_under_their_heads() {
        insta::assert_snapshot!(table(100), @r"
        fault    what it does                          what a visitor sees
        sg-self  the nodes may not talk to each other  pages without recommendations
        mtu      large packets are lost                –
        ");
    }

    #[test]
    fn what_is_wider_than_the_terminal_is_broken_between_words() {
        insta::assert_snapshot!(table(50), @r"
        fault    what it does          what a visitor sees
        sg-self  the nodes may not     pages without
                 talk to each other    recommendations
        mtu      large packets are     –
                 lost
        ");
        assert!(table(50).lines().all(|line| width(line) <= 50));
    }

    #[test]
    fn a_page_too_narrow_for_any_table_is_overrun_instead_of_refused() {
        assert!(table(5).contains("recommendations\n"));
    }
}
