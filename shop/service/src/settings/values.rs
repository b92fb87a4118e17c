use std::collections::{HashMap, HashSet};
use std::fmt::{Display, Write as _};

use super::{Problem, Setting, Settings, SettingsError};

/// The texts given for a program's settings, on their way to typed values.
///
/// Mistakes are collected and not raised, so that [`Self::finish`] can tell them all.
#[derive(Debug)]
pub struct Values {
    settings: Settings,
    given: HashMap<&'static str, Given>,
    used: HashSet<&'static str>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Flag,
    Environment,
}

impl Values {
    pub(super) fn new(
        settings: Settings,
        given: HashMap<&'static str, Given>,
        problems: Vec<Problem>,
    ) -> Self {
        Self { settings, given, used: HashSet::new(), problems }
    }

    /// The value of `flag`, or none if nothing was given and there is no default. A text that `parse` refuses is
    /// noted as a mistake and answered with the default, so that the caller can go on and find the next one.
    ///
    /// # Panics
    /// When no row has this flag, or when `parse` refuses the default: both are mistakes in the table.
    pub fn get<T, E: Display>(
        &mut self,
        flag: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let row = self.row(flag);
        self.used.insert(row.flag);
        if let Some(given) = self.given.get(row.flag) {
            match parse(&given.text) {
                Ok(value) => return Some(value),
                Err(error) => {
                    let message = if row.secret {
                        format!("invalid value (hidden): {error}")
                    } else {
                        format!("invalid value `{}`: {error}", given.text)
                    };
                    self.problems.push(Problem { subject: row.subject(), message });
                }
            }
        }
        if row.default.is_empty() {
            return None;
        }
        match parse(row.default) {
            Ok(value) => Some(value),
            Err(error) => panic!("the default of --{flag} is refused by its own parser: {error}"),
        }
    }

    /// The value of a `flag` that has a default. As [`Self::get`] otherwise.
    ///
    /// # Panics
    /// As [`Self::get`], and when the row has no default.
    pub fn value<T, E: Display>(&mut self, flag: &'static str, parse: impl Fn(&str) -> Result<T, E>) -> T {
        match self.get(flag, parse) {
            Some(value) => value,
            None => panic!("--{flag} has no default; read it with `get`"),
        }
    }

    /// Notes a mistake that only shows when values are seen together. `message` says what is wrong.
    pub fn problem(&mut self, flag: &'static str, message: impl Into<String>) {
        let subject = self.row(flag).subject();
        self.problems.push(Problem { subject, message: message.into() });
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Every mistake noted so far.
    ///
    /// # Panics
    /// In debug builds, when a row of the table was never read: a setting without effect.
    pub fn finish(self) -> Result<(), SettingsError> {
        let unread = self.settings.rows().find(|row| !self.used.contains(row.flag));
        debug_assert!(unread.is_none(), "nobody reads {unread:?}");
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(SettingsError { program: self.settings.program, problems: self.problems })
    }

    /// The effective settings as a table with their origin, secrets hidden.
    pub fn printed(&self) -> String {
        let rows: Vec<_> = self.settings.rows().map(|row| (row, self.shown(row))).collect();
        let flag_width = rows.iter().map(|(row, _)| row.flag.len() + 2).max().unwrap_or_default();
        let value_width = rows.iter().map(|(_, (value, _))| value.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for (row, (value, origin)) in rows {
            let flag = format!("--{}", row.flag);
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{flag:flag_width$}  {value:value_width$}  {origin}");
        }
        text
    }

    /// The value that is in force and where it comes from.
    fn shown<'a>(&'a self, row: &'a Setting) -> (&'a str, &'a str) {
        let (value, origin) = match self.given.get(row.flag) {
            Some(Given { text, source: Source::Flag }) => (text.as_str(), "flag"),
            Some(Given { text, source: Source::Environment }) => (text.as_str(), row.env),
            None if row.default.is_empty() => return ("-", "unset"),
            None => (row.default, "default"),
        };
        (if row.secret { "(hidden)" } else { value }, origin)
    }

    fn row(&self, flag: &'static str) -> &'static Setting {
        match self.settings.rows().find(|row| row.flag == flag) {
            Some(row) => row,
            None => panic!("no setting has the flag --{flag}"),
        }
    }
}
