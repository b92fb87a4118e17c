//! One attempt of a job: what it waits for, what it needs, what it does (systemd.service(5)).

use std::ffi::OsString;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

use super::say;
use crate::spec::{Job, RuntimeDirectory};

/// A command of `ExecCondition=` with a greater one has failed.
const GREATEST_NO: i32 = 254;

/// The job is the argument, as JSON.
pub(super) fn run(job: Option<OsString>) -> ExitCode {
    let job = job.and_then(|json| serde_json::from_str::<Job>(json.to_str()?).ok());
    let Some(job) = job else {
        say("no job was given");
        return ExitCode::from(2);
    };
    match attempt(&job) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say(&problem);
            ExitCode::FAILURE
        }
    }
}

fn attempt(job: &Job) -> Result<(), String> {
    // systemd, too, takes what it cannot look at for absent.
    let is_there = |path: &Path| path.try_exists().unwrap_or(false);
    if let Some(condition) = job.conditions.iter().find(|it| is_there(&it.path) != it.exists) {
        let is = if condition.exists { "is not there" } else { "is there" };
        say(&format!("nothing to do: `{}` {is}", condition.path.display()));
        return Ok(());
    }
    let environment = job.environment_file.as_deref().map_or(Ok(Vec::new()), environment)?;
    let directory = job.directory.as_ref().map(make_directory).transpose()?;
    let result = steps(job, &environment);
    let is_preserved = job.directory.as_ref().is_some_and(|directory| directory.preserved);
    if let Some(path) = directory.filter(|_| !is_preserved) {
        fs::remove_dir_all(&path).map_err(|error| format!("cannot remove `{}`: {error}", path.display()))?;
    }
    result
}

fn steps(job: &Job, environment: &[(String, String)]) -> Result<(), String> {
    for command in &job.asked_first {
        match run_command(command, environment)?.code() {
            Some(0) => {}
            Some(1..=GREATEST_NO) => {
                say(&format!("nothing to do: `{}` says no", command.join(" ")));
                return Ok(());
            }
            _ => return Err(format!("`{}` failed", command.join(" "))),
        }
    }
    for command in job.run_first.iter().chain([&job.command]) {
        let status = run_command(command, environment)?;
        if !status.success() {
            return Err(format!("`{}` failed: {status}", command.join(" ")));
        }
    }
    Ok(())
}

fn run_command(words: &[String], environment: &[(String, String)]) -> Result<ExitStatus, String> {
    let [program, arguments @ ..] = words else { return Err("a command without words".to_owned()) };
    let mut command = Command::new(program);
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value))).current_dir("/");
    command.status().map_err(|error| format!("cannot run `{program}`: {error}"))
}

fn make_directory(directory: &RuntimeDirectory) -> Result<PathBuf, String> {
    let path = Path::new("/run").join(&directory.name);
    let make = || -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(directory.mode).create(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(directory.mode))
    };
    make().map_err(|error| format!("cannot make `{}`: {error}", path.display()))?;
    Ok(path)
}

fn environment(file: &Path) -> Result<Vec<(String, String)>, String> {
    let text =
        fs::read_to_string(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    variables(&text).map_err(|line| format!("`{}`: cannot make sense of `{line}`", file.display()))
}

/// Values as they stand: systemd would take off quotes and backslashes, so a line with one is not understood.
fn variables(text: &str) -> Result<Vec<(String, String)>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let variable = |line: &str| match line.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.contains(['"', '\'', '\\']) => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err(line.to_owned()),
    };
    lines.map(variable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_lines_without_quotes() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(variables("# why\nA=1=2\n\nEMPTY=\n"), Ok(vec![pair("A", "1=2"), pair("EMPTY", "")]));
        assert_eq!(variables("A=\"1\"\n"), Err("A=\"1\"".to_owned()));
        assert_eq!(variables("nonsense"), Err("nonsense".to_owned()));
    }
}
