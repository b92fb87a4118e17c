//! The lines of a unit, and what their values may be.

use std::path::PathBuf;
use std::time::Duration;

use super::{Condition, UnitProblem};
use crate::time;

/// A setting in its section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) section: &'a str,
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

/// Every setting, in order. Lines that go on in the next one are refused with the rest of what is no setting.
pub(crate) fn lines(text: &str) -> Result<Vec<Line<'_>>, UnitProblem> {
    let mut section = "";
    let mut lines = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') || line.starts_with(';') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            continue;
        }
        match line.split_once('=') {
            Some((name, value)) if !line.ends_with('\\') => {
                lines.push(Line { section, name: name.trim(), value: value.trim() });
            }
            _ => return Err(UnitProblem::NoSetting(line.to_owned())),
        }
    }
    Ok(lines)
}

impl Line<'_> {
    pub(crate) fn unknown(&self) -> UnitProblem {
        UnitProblem::Unknown { section: self.section.to_owned(), name: self.name.to_owned() }
    }

    pub(crate) fn wrong(&self, wanted: &'static str) -> UnitProblem {
        UnitProblem::Value { name: self.name.to_owned(), value: self.value.to_owned(), wanted }
    }

    pub(super) fn is(&self, allowed: &[&str], wanted: &'static str) -> Result<(), UnitProblem> {
        if allowed.contains(&self.value) { Ok(()) } else { Err(self.wrong(wanted)) }
    }

    /// The services among these units; targets are reached before the lab starts anything.
    pub(super) fn services(&self) -> impl Iterator<Item = String> {
        self.value.split_whitespace().filter_map(|unit| unit.strip_suffix(".service")).map(str::to_owned)
    }

    pub(super) fn path(&self) -> Result<PathBuf, UnitProblem> {
        self.plain()?;
        self.value.starts_with('/').then(|| self.value.into()).ok_or_else(|| self.wrong("an absolute path"))
    }

    pub(super) fn condition(&self) -> Result<Condition, UnitProblem> {
        let (value, exists) = self.value.strip_prefix('!').map_or((self.value, true), |rest| (rest, false));
        let path = Line { value, ..*self }.path()?;
        Ok(Condition { path, exists })
    }

    pub(super) fn directory(&self) -> Result<String, UnitProblem> {
        self.plain()?;
        let is_name = !self.value.is_empty() && !self.value.contains(['/', ' ']) && self.value != "..";
        is_name.then(|| self.value.to_owned()).ok_or_else(|| self.wrong("one name without `/`"))
    }

    pub(super) fn mode(&self) -> Result<u32, UnitProblem> {
        mode(self.value).ok_or_else(|| self.wrong("an octal number such as 0700"))
    }

    pub(super) fn span(&self) -> Result<Duration, UnitProblem> {
        time::span(self.value).ok_or_else(|| self.wrong("seconds, or a number with s, m, min or h"))
    }

    /// A path and words: no quotes, no variables, no prefix that changes what a failure means.
    pub(super) fn command(&self) -> Result<Vec<String>, UnitProblem> {
        self.plain()?;
        let words: Vec<String> = self.value.split_whitespace().map(str::to_owned).collect();
        let is_path = words.first().is_some_and(|program| program.starts_with('/'));
        is_path.then_some(words).ok_or_else(|| self.wrong("an absolute path and words"))
    }

    /// Without what systemd would replace.
    fn plain(&self) -> Result<(), UnitProblem> {
        if self.value.contains(['%', '$', '"', '\'', '\\']) {
            return Err(self.wrong("words without quotes, `%`, `$` and `\\`"));
        }
        Ok(())
    }
}

/// `0600`.
pub(crate) fn mode(text: &str) -> Option<u32> {
    let is_octal = !text.is_empty() && text.bytes().all(|it| (b'0'..=b'7').contains(&it));
    u32::from_str_radix(text, 8).ok().filter(|mode| is_octal && *mode <= 0o7777)
}
