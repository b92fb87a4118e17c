//! `Server-Timing`: where the time of this very request went, for the browser's own tools.

use std::{fmt::Write, time::Duration};

use http::{HeaderName, HeaderValue};

/// The header's name.
pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A list of durations, each with a name and at most one word.
#[derive(Debug, Clone, Default)]
pub struct ServerTiming(String);

impl ServerTiming {
    /// Adds a duration. `name` is a token of ASCII letters.
    #[must_use]
    pub fn with(mut self, name: &str, took: Duration) -> Self {
        self.push(name, took);
        self
    }

    /// Adds a duration with a description of ASCII letters, digits, spaces, dots, colons and the like;
    /// anything else is left out of it.
    #[must_use]
    pub fn with_description(mut self, name: &str, took: Duration, description: &str) -> Self {
        self.push(name, took);
        self.0.push_str(";desc=\"");
        let harmless =
            |letter: &char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\') || *letter == ' ';
        self.0.extend(description.chars().filter(harmless));
        self.0.push('"');
        self
    }

    /// The header's value; `None` when nothing was timed.
    pub fn into_value(self) -> Option<HeaderValue> {
        if self.0.is_empty() { None } else { HeaderValue::try_from(self.0).ok() }
    }

    fn push(&mut self, name: &str, took: Duration) {
        if !self.0.is_empty() {
            self.0.push_str(", ");
        }
        let written = write!(self.0, "{name};dur={:.3}", took.as_secs_f64() * 1e3);
        debug_assert!(written.is_ok(), "a string takes whatever is written to it");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_milliseconds_and_descriptions_are_ascii() {
        let timing = ServerTiming::default()
            .with_description("rpc", Duration::from_micros(1_234), "li\"ve\r\n é")
            .with("render", Duration::from_micros(80));
        assert_eq!(timing.into_value().unwrap(), "rpc;dur=1.234;desc=\"live \", render;dur=0.080");
        assert_eq!(ServerTiming::default().into_value(), None);
    }
}
