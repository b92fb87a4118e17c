//! `#cloud-config` (cloud-init's documentation, "Module reference": Write Files, Runcmd).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::unit::{self, Service, UnitProblem};

/// What an instance may be given, unpacked ten times over.
const LONGEST: usize = 256 << 10;
const HEADER: &str = "#cloud-config\n";
const UNITS: &str = "/etc/systemd/system/";
/// Where our own programs are: what runs one of them must bring it.
const SCRIPTS: &str = "/usr/local/lib/ninehops/";
const EXECUTABLE: u32 = 0o100;

/// What a machine becomes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct UserData {
    /// All files but units, in the order in which they are written.
    pub files: Vec<File>,
    /// Services by name.
    pub services: BTreeMap<String, Service>,
    /// What is added to services that packages bring.
    pub drop_ins: Vec<DropIn>,
}

/// A file to be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// Where.
    pub path: PathBuf,
    /// Who may read and run it.
    pub mode: u32,
    /// All of it.
    pub content: String,
}

/// An addition to a service that is not in the user data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DropIn {
    /// Whose, without `.service`.
    pub service: String,
    /// What must succeed before it is started.
    pub run_first: Vec<Vec<String>>,
}

/// Why a machine of the lab cannot do what user data says.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UserDataError {
    /// Longer than any instance takes.
    #[error("the user data has {0} bytes, and {LONGEST} are the most")]
    TooLong(usize),
    /// Another kind, such as a script.
    #[error("the user data does not begin with `#cloud-config`")]
    OtherKind,
    /// No YAML, or a key that the lab does not know.
    #[error("the user data is not what the lab knows: {0}")]
    Yaml(String),
    /// A file's mode is none.
    #[error("`permissions` of `{path}` is `{given}`, no octal number")]
    Mode {
        /// The file.
        path: String,
        /// What it says.
        given: String,
    },
    /// A path that is not absolute, or leads elsewhere.
    #[error("`{0}` is no absolute path")]
    Path(String),
    /// A command of `runcmd` that is none of the few.
    #[error("the lab does not know `{0}` in `runcmd`")]
    Command(String),
    /// A unit says something that the lab does not know.
    #[error("`{unit}`: {problem}")]
    Unit {
        /// Its file's name.
        unit: String,
        /// What it says.
        problem: UnitProblem,
    },
    /// A unit that the lab does not know how to run.
    #[error("`{0}` is neither a service, nor a timer, nor an addition to a service")]
    KindOfUnit(String),
    /// Something is to be started that is not there.
    #[error("`{0}` is to be started, and there is no such unit")]
    NoUnit(String),
    /// A service runs what nobody wrote, or what may not be run.
    #[error("`{service}.service` runs `{program}`, which is not among the files or may not be executed")]
    NoProgram {
        /// The service.
        service: String,
        /// Its program.
        program: String,
    },
}

/// As it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudConfig {
    write_files: Vec<WriteFile>,
    runcmd: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WriteFile {
    path: String,
    permissions: String,
    content: String,
}

impl UserData {
    /// Reads the text that an instance is started with.
    ///
    /// # Errors
    /// The first thing in it that a machine of the lab would not do, by its name.
    pub fn read(text: &str) -> Result<Self, UserDataError> {
        if text.len() > LONGEST {
            return Err(UserDataError::TooLong(text.len()));
        }
        if !text.starts_with(HEADER) {
            return Err(UserDataError::OtherKind);
        }
        let config: CloudConfig = serde_saphyr::from_str(text)
            .map_err(|error| UserDataError::Yaml(first_line(&error.to_string())))?;
        let mut data = Self::default();
        let mut timers = BTreeMap::new();
        for file in config.write_files {
            data.take(file, &mut timers)?;
        }
        data.check_timers(&timers)?;
        for command in &config.runcmd {
            data.start(command, &timers)?;
        }
        data.check_programs()?;
        Ok(data)
    }

    fn take(
        &mut self,
        file: WriteFile,
        timers: &mut BTreeMap<String, Duration>,
    ) -> Result<(), UserDataError> {
        let WriteFile { path, permissions, content } = file;
        if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
            return Err(UserDataError::Path(path));
        }
        let Some(mode) = unit::mode(&permissions) else {
            return Err(UserDataError::Mode { path, given: permissions });
        };
        let Some(unit) = path.strip_prefix(UNITS) else {
            self.files.push(File { path: path.into(), mode, content });
            return Ok(());
        };
        let of_unit = |problem| UserDataError::Unit { unit: unit.to_owned(), problem };
        match (unit.strip_suffix(".service"), unit.strip_suffix(".timer"), unit.split_once(".service.d/")) {
            (Some(name), ..) if !name.contains('/') => {
                let service = Service::read(name, &content).map_err(of_unit)?;
                self.services.insert(name.to_owned(), service);
            }
            (_, Some(name), _) if !name.contains('/') => {
                timers.insert(name.to_owned(), unit::timer(&content).map_err(of_unit)?);
            }
            (.., Some((service, _))) => {
                let run_first = unit::drop_in(&content).map_err(of_unit)?;
                self.drop_ins.push(DropIn { service: service.to_owned(), run_first });
            }
            _ => return Err(UserDataError::KindOfUnit(unit.to_owned())),
        }
        Ok(())
    }

    fn check_timers(&self, timers: &BTreeMap<String, Duration>) -> Result<(), UserDataError> {
        match timers.keys().find(|name| !self.services.contains_key(*name)) {
            Some(name) => Err(UserDataError::NoUnit(format!("{name}.service"))),
            None => Ok(()),
        }
    }

    /// `systemctl daemon-reload`, and `systemctl enable --now --no-block UNIT…`.
    fn start(
        &mut self,
        command: &[String],
        timers: &BTreeMap<String, Duration>,
    ) -> Result<(), UserDataError> {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["systemctl", "daemon-reload"] => Ok(()),
            ["systemctl", "enable", "--now", "--no-block", units @ ..] => {
                units.iter().try_for_each(|unit| self.enable(unit, timers))
            }
            _ => Err(UserDataError::Command(words.join(" "))),
        }
    }

    fn enable(&mut self, unit: &str, timers: &BTreeMap<String, Duration>) -> Result<(), UserDataError> {
        let missing = || UserDataError::NoUnit(unit.to_owned());
        if let Some(name) = unit.strip_suffix(".timer") {
            let period = timers.get(name).ok_or_else(missing)?;
            self.services.get_mut(name).ok_or_else(missing)?.every = Some(*period);
            return Ok(());
        }
        let name = unit.strip_suffix(".service").filter(|name| !name.ends_with('@')).ok_or_else(missing)?;
        self.services.get_mut(name).ok_or_else(missing)?.at_boot = true;
        Ok(())
    }

    /// A script that is misspelt, forgotten or cannot be run would show on AWS only.
    fn check_programs(&self) -> Result<(), UserDataError> {
        for service in self.services.values() {
            let commands = service.asked_first.iter().chain(&service.run_first).chain([&service.command]);
            let ours = commands.filter_map(|command| command.first()).filter(|it| it.starts_with(SCRIPTS));
            for program in ours {
                let runs = |file: &File| file.path == *program && file.mode & EXECUTABLE != 0;
                if !self.files.iter().any(runs) {
                    let (service, program) = (service.name.clone(), program.clone());
                    return Err(UserDataError::NoProgram { service, program });
                }
            }
        }
        Ok(())
    }
}

/// The rest of it draws the place in the text.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests;
