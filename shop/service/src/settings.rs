//! Settings from flags and environment, described once in a table that is also the `--help`.
//!
//! A flag beats its variable, a variable beats the default. Every mistake is found before anything starts, and all
//! are reported together by flag and variable. A variable with one of our prefixes that nobody reads is a mistake
//! too: it is most often a misspelt one that would have been silently without effect.
//!
//! There is no settings file: where values come from must be visible in one process listing or manifest.

use std::ffi::OsString;

pub use self::environment::Environment;
pub use self::error::{Problem, SettingsError};
pub use self::values::Values;

mod environment;
mod error;
mod help;
pub mod parse;
mod read;
mod values;

#[cfg(test)]
mod tests;

/// One setting: a row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The flag without its dashes: `listen`.
    pub flag: &'static str,
    /// The environment variable: `MARKETPLACE_LISTEN`.
    pub env: &'static str,
    /// The text used when neither is given; empty for none.
    pub default: &'static str,
    /// What stands for the value in `--help`: `ADDRESS`. Empty makes the flag a switch, which alone means `true`.
    pub value_name: &'static str,
    /// What it does, in a sentence without a full stop.
    pub help: &'static str,
    /// Hide the value in `--print-config` and in errors.
    pub secret: bool,
}

/// Settings that belong together under one heading of `--help`.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Its rows.
    pub settings: &'static [Setting],
}

/// Everything that a program can be told.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The program's name.
    pub program: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Variables that begin so are ours: one that is in no row is refused. Those which Kubernetes makes up for
    /// Services (`MARKETPLACE_SERVICE_HOST`, `MARKETPLACE_PORT=tcp://…`) are passed over.
    pub env_prefixes: &'static [&'static str],
    /// Variables with our prefix which another program reads.
    pub foreign_env: &'static [&'static str],
    /// The table.
    pub sections: &'static [Section],
}

/// What the command line asks for, values not yet parsed.
#[derive(Debug)]
pub enum Invocation {
    /// Run with these values.
    Run(Values),
    /// `--check-config`: say whether these values are good.
    CheckConfig(Values),
    /// `--print-config`: print these values.
    PrintConfig(Values),
    /// `--help`: print this.
    Help(String),
    /// `--version`: print this.
    Version(String),
}

/// What `main` has to do after [`Settings::start`].
#[derive(Debug)]
pub enum Start<C> {
    /// Run with this configuration.
    Run(C),
    /// Print this to stdout and exit with success.
    Print(String),
}

impl Settings {
    /// Reads flags (without the program's name) and environment.
    ///
    /// Unknown flags and variables, missing values and values that are not UTF-8 are noted for [`Values::finish`].
    ///
    /// # Panics
    /// In debug builds, when the table contradicts itself: two rows with one flag or variable, or a variable that
    /// Kubernetes might make up.
    pub fn read(&self, args: impl IntoIterator<Item = OsString>, environment: &Environment) -> Invocation {
        read::read(*self, args, environment)
    }

    /// Reads the settings, makes the configuration from them with `configure`, and answers `--help`, `--version`,
    /// `--check-config` and `--print-config`.
    ///
    /// # Errors
    /// Every mistake of [`Self::read`] and of `configure` together.
    pub fn start<C>(
        &self,
        args: impl IntoIterator<Item = OsString>,
        environment: &Environment,
        configure: impl FnOnce(&mut Values) -> C,
    ) -> Result<Start<C>, SettingsError> {
        match self.read(args, environment) {
            Invocation::Run(mut values) => {
                let config = configure(&mut values);
                values.finish().map(|()| Start::Run(config))
            }
            Invocation::CheckConfig(mut values) => {
                configure(&mut values);
                values.finish().map(|()| Start::Print("the configuration is valid\n".to_owned()))
            }
            Invocation::PrintConfig(mut values) => {
                configure(&mut values);
                let printed = values.printed();
                values.finish().map(|()| Start::Print(printed))
            }
            Invocation::Help(text) | Invocation::Version(text) => Ok(Start::Print(text)),
        }
    }

    /// The text of `--help`.
    pub fn help(&self) -> String {
        help::help(self)
    }

    /// Every row of every section.
    pub fn rows(&self) -> impl Iterator<Item = &'static Setting> + use<> {
        self.sections.iter().flat_map(|section| section.settings)
    }
}
