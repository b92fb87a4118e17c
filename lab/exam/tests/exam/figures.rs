//! What was measured, beside what it may be.

use std::sync::{Mutex, PoisonError};

/// The figures of a run, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Figures(Mutex<Vec<[String; 3]>>);

impl Figures {
    /// Keeps a figure for the table. It is said at once, too: the assertion that follows may fail.
    pub(crate) fn add(&self, what: &str, found: &str, bar: &str) {
        let row = [what.to_owned(), found.to_owned(), bar.to_owned()];
        println!("{}: {}, bar {}", row[0], row[1], row[2]);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }

    /// Prints the table, if there is anything in it.
    pub(crate) fn print(&self) {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(what) = rows.iter().map(|[what, ..]| what.len()).max() else { return };
        let found = rows.iter().map(|[_, found, _]| found.len()).max().unwrap_or_default();
        println!("{:what$}  {:>found$}  bar", "measured", "found");
        for [name, value, bar] in rows.iter() {
            println!("{name:what$}  {value:>found$}  {bar}");
        }
    }
}
