//! Why a command could not do its work, as one sentence and perhaps a hint.

use std::fmt;

use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const DETAIL: Style = Style::new().dimmed();
const HINT: Style = AnsiColor::Cyan.on_default();

/// What `main` prints before it ends with exit code 2.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    details: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    /// A sentence in lower case, without a full stop, that names what it is about.
    pub(crate) fn new(sentence: impl fmt::Display) -> Self {
        Self { sentence: sentence.to_string(), details: Vec::new(), hint: None }
    }

    /// What to try next, with or without `hint: ` before it.
    pub(crate) fn with_hint(self, hint: impl AsRef<str>) -> Self {
        let hint = hint.as_ref();
        Self { hint: Some(hint.strip_prefix("hint: ").unwrap_or(hint).to_owned()), ..self }
    }

    /// As [`Self::with_hint`], for errors that do not always have one.
    pub(crate) fn with_optional_hint(self, hint: Option<impl AsRef<str>>) -> Self {
        match hint {
            Some(hint) => self.with_hint(hint),
            None => self,
        }
    }

    /// What others said of it, line by line.
    pub(crate) fn with_details(self, details: Vec<String>) -> Self {
        Self { details, ..self }
    }

    /// To stderr, with colour if it is a terminal that wants some.
    pub(crate) fn print(&self) {
        // The sentence stands last: it is what is still on the screen when there are many of them.
        for line in &self.details {
            anstream::eprintln!("{DETAIL}  {line}{DETAIL:#}");
        }
        anstream::eprintln!("{ERROR}error:{ERROR:#} {}", self.sentence);
        if let Some(hint) = &self.hint {
            anstream::eprintln!("{HINT}hint:{HINT:#} {hint}");
        }
    }
}

/// An error with what caused it: `no such file` alone helps nobody, nor does `cannot read the catalogue`.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
