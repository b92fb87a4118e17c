//! Units of systemd (`systemd.unit(5)`), as far as this repository's own go.

use std::path::PathBuf;
use std::time::Duration;

use crate::time;

mod lines;

use self::lines::lines;
pub(crate) use self::lines::mode;

/// A `.service` that runs to its end, and what starts it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Service {
    /// Without `.service`.
    pub name: String,
    /// Whether it is started with the machine.
    pub at_boot: bool,
    /// How often its timer starts it.
    pub every: Option<Duration>,
    /// Names of services that are waited for when they are started too.
    pub after: Vec<String>,
    /// Names of services that wait for this one.
    pub before: Vec<String>,
    /// What must be so, or else nothing is done: `ConditionPathExists=`.
    pub conditions: Vec<Condition>,
    /// Where its environment is.
    pub environment_file: Option<PathBuf>,
    /// A directory below `/run` of its own.
    pub runtime_directory: Option<RuntimeDirectory>,
    /// Commands that say whether to go on: `ExecCondition=`.
    pub asked_first: Vec<Vec<String>>,
    /// Commands that must succeed: `ExecStartPre=`.
    pub run_first: Vec<Vec<String>>,
    /// What it is there for: `ExecStart=`.
    pub command: Vec<String>,
    /// After what time an attempt is ended: `TimeoutStartSec=`.
    pub at_most: Option<Duration>,
    /// How long after a failure it is tried again; `None` leaves it at that.
    pub again_after: Option<Duration>,
}

/// Whether a path must be there, or must not be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Which.
    pub path: PathBuf,
    /// It must be there.
    pub exists: bool,
}

/// A directory below `/run`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuntimeDirectory {
    /// Its name there.
    pub name: String,
    /// Its mode.
    pub mode: u32,
    /// Whether it stays when the service has ended.
    pub preserved: bool,
}

/// What a unit says that is not understood.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnitProblem {
    /// Neither a section, nor a setting, nor a comment.
    #[error("`{0}` is no setting")]
    NoSetting(String),
    /// A setting that the lab does not know.
    #[error("the lab does not know `{name}` in `[{section}]`")]
    Unknown {
        /// Where it stands.
        section: String,
        /// The setting.
        name: String,
    },
    /// A setting that the lab knows, with another value.
    #[error("the lab cannot follow `{name}={value}`: {wanted}")]
    Value {
        /// The setting.
        name: String,
        /// What it is set to.
        value: String,
        /// What it may be.
        wanted: &'static str,
    },
    /// The setting is not there.
    #[error("it has no `{0}`")]
    Missing(&'static str),
}

impl Service {
    /// `NAME@.service`, which is started for something in particular, and only when asked for.
    pub fn is_template(&self) -> bool {
        self.name.ends_with('@')
    }

    /// Reads a `.service`. When it is started is said elsewhere.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, UnitProblem> {
        let mut service = Self { name: name.to_owned(), ..Self::default() };
        // What is put in when it is started: nothing else in it depends on that.
        let instance = if service.is_template() { text.replace("%i", "INSTANCE") } else { text.to_owned() };
        let text = &instance;
        let (mut mode, mut preserved, mut directory) = (0o755, false, None);
        let (mut restarts, mut restart_after, mut is_oneshot) = (false, None, false);
        for line in lines(text)? {
            match (line.section, line.name) {
                // What people read, and what another unit already says of this one. How long systemd waits before the
                // fifth attempt is of no use to a lab, which is not to take minutes.
                ("Unit", "Description" | "Wants")
                | ("Service", "RemainAfterExit" | "RestartSteps" | "RestartMaxDelaySec")
                | ("Install", "WantedBy") => {}
                ("Unit", "StartLimitIntervalSec") => line.is(&["0"], "`0`: it is tried for ever")?,
                ("Unit", "After") => service.after.extend(line.services()),
                ("Unit", "Before") => service.before.extend(line.services()),
                ("Unit", "ConditionPathExists") => service.conditions.push(line.condition()?),
                ("Service", "Type") => {
                    line.is(&["oneshot"], "`oneshot`, a service that comes to an end")?;
                    is_oneshot = true;
                }
                ("Service", "EnvironmentFile") => service.environment_file = Some(line.path()?),
                ("Service", "RuntimeDirectory") => directory = Some(line.directory()?),
                ("Service", "RuntimeDirectoryMode") => mode = line.mode()?,
                ("Service", "RuntimeDirectoryPreserve") => {
                    line.is(&["yes"], "`yes`")?;
                    preserved = true;
                }
                ("Service", "ExecCondition") => service.asked_first.push(line.command()?),
                ("Service", "ExecStartPre") => service.run_first.push(line.command()?),
                ("Service", "ExecStart") if service.command.is_empty() => service.command = line.command()?,
                ("Service", "Restart") => {
                    line.is(&["on-failure"], "`on-failure`")?;
                    restarts = true;
                }
                ("Service", "TimeoutStartSec") => service.at_most = Some(line.span()?),
                ("Service", "RestartSec") => restart_after = Some(line.span()?),
                _ => return Err(line.unknown()),
            }
        }
        if !is_oneshot {
            return Err(UnitProblem::Missing("Type=oneshot"));
        }
        if service.command.is_empty() {
            return Err(UnitProblem::Missing("ExecStart"));
        }
        service.runtime_directory = directory.map(|name| RuntimeDirectory { name, mode, preserved });
        service.again_after = restart_after.filter(|_| restarts);
        if restarts && restart_after.is_none() {
            return Err(UnitProblem::Missing("RestartSec"));
        }
        Ok(service)
    }
}

/// Reads a `.timer`: how often it starts the service of its name.
pub(crate) fn timer(text: &str) -> Result<Duration, UnitProblem> {
    let mut period = None;
    for line in lines(text)? {
        match (line.section, line.name) {
            // The lab counts from its start, and needs neither a spread nor what was missed.
            ("Unit", "Description")
            | ("Timer", "RandomizedDelaySec" | "Persistent" | "AccuracySec")
            | ("Install", "WantedBy") => {}
            ("Timer", "OnCalendar") => {
                let wanted = "`daily`, `hourly`, `*:0/MINUTES` or `*:*:0/SECONDS`";
                period = Some(time::period(line.value).ok_or_else(|| line.wrong(wanted))?);
            }
            _ => return Err(line.unknown()),
        }
    }
    period.ok_or(UnitProblem::Missing("OnCalendar"))
}

/// Reads a drop-in of another's service: what it runs before.
pub(crate) fn drop_in(text: &str) -> Result<Vec<Vec<String>>, UnitProblem> {
    let mut commands = Vec::new();
    for line in lines(text)? {
        match (line.section, line.name) {
            ("Service", "ExecStartPre") => commands.push(line.command()?),
            _ => return Err(line.unknown()),
        }
    }
    Ok(commands)
}

#[cfg(test)]
mod tests;
