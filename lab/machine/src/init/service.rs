//! One service: when it can start, with what, and where its words go.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::Pid;

use super::root::LOG;
use crate::spec::{EnvironmentFile, Service};

/// A log that is longer when its service starts becomes `<name>.log.1`.
const LONG_LOG_BYTES: u64 = 32 << 20;

/// Whether every file that the service waits for is there and not empty.
pub(super) fn can_start(service: &Service) -> bool {
    service.start_when.iter().all(|path| fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0))
}

/// Starts it as the first of a process group of its own.
pub(super) fn start(service: &Service, path: &str) -> io::Result<Pid> {
    let log = open_log(&service.name)?;
    let mut command = Command::new(&service.program);
    command.args(&service.arguments);
    if let Some(file) = &service.arguments_from {
        command.args(arguments_from(file)?);
    }
    command.env_clear().env("PATH", path).env("HOME", "/root").envs(&service.environment);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
    Ok(Pid::from_child(&command.spawn()?))
}

pub(super) fn open_log(name: &str) -> io::Result<File> {
    let path = log_path(name);
    if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LONG_LOG_BYTES) {
        fs::rename(&path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

fn log_path(name: &str) -> PathBuf {
    Path::new(LOG).join(format!("{name}.log"))
}

fn arguments_from(file: &EnvironmentFile) -> io::Result<Vec<String>> {
    let named = |problem: String| io::Error::other(format!("`{}`: {problem}", file.path.display()));
    let text = fs::read_to_string(&file.path).map_err(|error| named(error.to_string()))?;
    let value = value_of(&text, &file.variable).ok_or_else(|| named(format!("no `{}`", file.variable)))?;
    Ok(value.split_whitespace().map(str::to_owned).collect())
}

/// The value of the last line that sets `variable`, without the quotes around it.
fn value_of<'text>(text: &'text str, variable: &str) -> Option<&'text str> {
    let set = |line: &'text str| line.trim().strip_prefix(variable)?.strip_prefix('=');
    let value = text.lines().filter_map(set).next_back()?;
    let unquoted = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    Some(unquoted('"').or_else(|| unquoted('\'')).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_kubeadm_writes_is_read() {
        let text = "KUBELET_KUBEADM_ARGS=\"--cgroup-root=/lab/cp --node-ip=10.0.1.10\"\n";
        assert_eq!(value_of(text, "KUBELET_KUBEADM_ARGS"), Some("--cgroup-root=/lab/cp --node-ip=10.0.1.10"));
    }

    #[test]
    fn comments_and_other_variables_are_passed_over_and_the_last_line_counts() {
        let text = "# A=0\nA=1\nAB=2\n A='3 4'\n";
        assert_eq!(value_of(text, "A"), Some("3 4"));
        assert_eq!(value_of(text, "B"), None);
    }
}
