//! Which state of a state it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What tells one version of a state from every other. Nothing else is ever kept of a state: it is full of secrets.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Kept")]
pub struct State {
    /// Which state. Absent before the first apply.
    pub lineage: Option<String>,
    /// Which version of it; each apply makes a higher one.
    pub serial: u64,
}

/// A file that is no state. What is in the file is not said.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StateError {
    /// It is no JSON of that shape.
    #[error(
        "the state cannot be read at line {line}, column {column}: `serial` and `lineage` are wanted, as `terraform state pull` prints them"
    )]
    Malformed {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// A name of a state that is none.
    #[error("the state's lineage is no name: it must be 1 to 64 of letters, digits and `-`")]
    Lineage,
}

#[derive(Deserialize)]
struct Document {
    serial: u64,
    lineage: String,
}

/// As it stands in a record, which somebody may have written.
#[derive(Deserialize)]
struct Kept {
    #[serde(default)]
    lineage: Option<String>,
    serial: u64,
}

impl TryFrom<Kept> for State {
    type Error = StateError;

    fn try_from(kept: Kept) -> Result<Self, StateError> {
        Self::new(kept.serial, kept.lineage.as_deref().unwrap_or_default())
    }
}

impl State {
    /// Of what `terraform state pull` prints: nothing at all before the first apply.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, StateError> {
        if bytes.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        // What serde says of it may quote a value.
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| StateError::Malformed { line: error.line(), column: error.column() })?;
        Self::new(document.serial, &document.lineage)
    }

    /// The same, when both are known; an empty lineage is that of a state that is not there yet.
    ///
    /// # Errors
    /// When the lineage is none.
    pub fn new(serial: u64, lineage: &str) -> Result<Self, StateError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        match lineage.len() {
            0 => Ok(Self { lineage: None, serial }),
            1..=64 if lineage.bytes().all(plain) => Ok(Self { lineage: Some(lineage.to_owned()), serial }),
            _ => Err(StateError::Lineage),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.lineage {
            Some(lineage) => write!(formatter, "serial {} of {lineage}", self.serial),
            None => formatter.write_str("no state yet"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PULLED: &str = r#"{"version":4,"terraform_version":"1.11.4","serial":10,"lineage":"f0492b0d-2ccc","outputs":
        {"key":{"value":"hush hush","type":"string","sensitive":true}},"resources":[]}"#;

    #[test]
    fn of_a_state_only_its_version_is_kept() {
        let state = State::parse(PULLED.as_bytes()).unwrap();
        assert_eq!(state.to_string(), "serial 10 of f0492b0d-2ccc");
        assert!(!format!("{state:?}").contains("hush"));
    }

    #[test]
    fn before_the_first_apply_there_is_none() {
        assert_eq!(State::parse(b"\n"), Ok(State::default()));
    }

    #[test]
    fn an_error_says_nothing_of_what_is_in_the_file() {
        let bad = PULLED.replace("\"serial\":10", "\"serial\":\"hush hush\"");
        let sentence = State::parse(bad.as_bytes()).unwrap_err().to_string();
        assert!(!sentence.contains("hush"), "{sentence}");
        let bad = PULLED.replace("f0492b0d-2ccc", "hush hush");
        let sentence = State::parse(bad.as_bytes()).unwrap_err().to_string();
        assert!(!sentence.contains("hush"), "{sentence}");
    }
}
