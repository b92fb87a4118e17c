//! What Terraform says, one JSON object a line ("Machine-Readable UI"), or as text where it has no JSON.

use std::fmt;

use serde::Deserialize;

/// The one warning that we cause: `-state` is to become an attribute of a backend, which a root here must not have.
const STATE_FLAG: &str = "Deprecated flag: -state";

/// One mistake that Terraform found.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Diagnostic {
    severity: Severity,
    /// A few words.
    pub summary: String,
    /// The rest, in several lines or none.
    #[serde(default)]
    pub detail: String,
    /// Which resource is meant, if one is.
    #[serde(default)]
    pub address: Option<String>,
    /// Which line is meant, if one is.
    #[serde(default, rename = "range")]
    pub position: Option<Position>,
}

/// A place in a configuration.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Position {
    /// Relative to the root.
    pub filename: String,
    start: Start,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
struct Start {
    line: u32,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Error,
    Warning,
}

/// One line of Terraform's.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(rename = "@message")]
    message: String,
    #[serde(default, rename = "type")]
    kind: String,
    diagnostic: Option<Diagnostic>,
}

/// What a line means.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Message {
    /// To be told.
    Says(String),
    /// A mistake, told when it has ended.
    Error(Diagnostic),
    /// Nothing of interest.
    Nothing,
    /// No JSON: data that a command prints, or text for people.
    Text,
}

impl Message {
    pub(crate) fn read(line: &str) -> Self {
        let Ok(line) = serde_json::from_str::<Line>(line) else { return Self::Text };
        match line.diagnostic {
            Some(mut diagnostic) if diagnostic.severity == Severity::Error => {
                // What is wrong with a default has a position without a file.
                diagnostic.position = diagnostic.position.filter(|position| !position.filename.is_empty());
                Self::Error(diagnostic)
            }
            Some(diagnostic) if diagnostic.summary == STATE_FLAG => Self::Nothing,
            _ if line.kind == "version" => Self::Nothing,
            _ => Self::Says(line.message),
        }
    }
}

/// The mistakes in text for people: `Error: SUMMARY`, an empty line, and more about it.
pub(crate) fn errors_in_text(text: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches(['│', '╷', '╵', ' '])).collect();
    let begins = |line: &str| line.strip_prefix("Error: ").map(str::to_owned);
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in lines {
        if let Some(summary) = begins(line) {
            found.push(Diagnostic {
                severity: Severity::Error,
                summary,
                detail: String::new(),
                address: None,
                position: None,
            });
        } else if let Some(last) = found.last_mut() {
            last.detail.push_str(line);
            last.detail.push('\n');
        }
    }
    for diagnostic in &mut found {
        diagnostic.detail = diagnostic.detail.trim().to_owned();
    }
    found
}

impl Diagnostic {
    /// The first paragraph of the detail, as one line.
    pub(crate) fn reason(&self) -> String {
        let paragraph = self.detail.split("\n\n").find(|paragraph| !paragraph.trim().is_empty());
        paragraph.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether it has such words anywhere.
    pub fn says(&self, words: &str) -> bool {
        self.summary.contains(words) || self.detail.contains(words)
    }

    /// All of it, line by line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let detail = self.detail.lines().map(|line| format!("  {}", line.trim_end()));
        let head = match &self.position {
            Some(position) => format!("{} ({position})", self.summary),
            None => self.summary.clone(),
        };
        std::iter::once(head).chain(detail.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>())
    }
}

impl fmt::Display for Diagnostic {
    /// On one line, without a full stop.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.summary.trim_end_matches('.'))?;
        if let Some(position) = &self.position {
            write!(formatter, " ({position})")?;
        }
        match self.reason().as_str() {
            "" => Ok(()),
            reason => write!(formatter, ": {}", reason.trim_end_matches('.')),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} line {}", self.filename, self.start.line)
    }
}

#[cfg(test)]
mod tests;
