use std::fmt;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Flag and variable: `--listen (MARKETPLACE_LISTEN)`, or what was given where no row matches.
    pub subject: String,
    /// What is wrong, with the offending value.
    pub message: String,
}

/// Every mistake in the settings of a program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    /// The program that could not start.
    pub program: &'static str,
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, problems } = self;
        match problems.len() {
            1 => write!(f, "`{program}` cannot start, a setting is wrong:")?,
            count => write!(f, "`{program}` cannot start, {count} settings are wrong:")?,
        }
        for Problem { subject, message } in problems {
            write!(f, "\n  {subject}: {message}")?;
        }
        write!(f, "\nhint: `{program} --help` lists every flag and variable")
    }
}
