//! `ninehops ci changed`: what a change touches.

use std::process::{Command, Stdio};

use pipeline::Packages;

use super::files::{self, LARGE, SMALL};
use crate::arguments::ChangedArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn run(arguments: &ChangedArguments) -> Result<Exit, Failure> {
    let paths = match (&arguments.files, &arguments.base) {
        (Some(file), _) => files::read_or_input(file, SMALL)?,
        (None, Some(base)) => differing(base)?,
        (None, None) => return Err(Failure::new("neither --base nor --files is given")),
    };
    let paths = String::from_utf8_lossy(&paths).into_owned();
    let separator = if paths.contains('\0') { '\0' } else { '\n' };
    let paths =
        paths.split(separator).map(|path| path.trim_end_matches('\r')).filter(|path| !path.is_empty());

    let packages = match &arguments.metadata {
        Some(file) => Packages::parse(&files::read(file, LARGE)?).map_err(|error| files::bad(file, error))?,
        None => Packages::parse(&metadata()?).map_err(Failure::new)?,
    };
    let touched = pipeline::touched(paths, &packages).map_err(Failure::new)?;
    if let Some(path) = &touched.everything {
        anstream::eprintln!("everything is taken to be touched, because of {path:?}");
    }
    files::print(&if arguments.json { touched.to_json() } else { touched.to_outputs() });
    Ok(Exit::Healthy)
}

/// Both names of what was renamed: it is missing where it was.
fn differing(base: &str) -> Result<Vec<u8>, Failure> {
    let range = format!("{base}...HEAD");
    let arguments = ["diff", "--name-only", "--no-renames", "-z", "--end-of-options", range.as_str(), "--"];
    output("git", &arguments).map_err(|failure| {
        failure.with_hint("is there enough history? In a workflow: `fetch-depth: 0` of actions/checkout")
    })
}

fn metadata() -> Result<Vec<u8>, Failure> {
    output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--locked"])
}

fn output(program: &str, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = run.map_err(|error| Failure::new(format!("cannot run `{program}`: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).lines().take(20).map(str::to_owned).collect();
    let command = format!("{program} {}", arguments.join(" "));
    Err(Failure::new(format!("`{command}` failed ({})", output.status)).with_details(said))
}
