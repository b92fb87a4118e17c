//! Where Terraform is, and whether it is one that can be used.

use std::ffi::OsStr;
use std::io;

use serde::Deserialize;
use tokio::process::Command;

use crate::error::TerraformError;

const PROGRAM: &str = "terraform";
/// Write-only arguments, by which no secret gets into a state, are there from 1.11 on.
const OLDEST: (u64, u64) = (1, 11);

/// A `terraform` that can be used.
#[derive(Clone, Debug)]
pub struct Terraform {
    version: String,
}

#[derive(Deserialize)]
struct Version {
    terraform_version: String,
}

impl Terraform {
    /// Finds it on `PATH` and asks for its version.
    ///
    /// # Errors
    /// [`TerraformError::Missing`], [`TerraformError::TooOld`], or what the system says when it cannot be run.
    pub async fn find() -> Result<Self, TerraformError> {
        let mut command = command();
        command.args(["version", "-json"]).kill_on_drop(true);
        let output = command.output().await.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => TerraformError::Missing,
            _ => TerraformError::Run(source),
        })?;
        let found: Version =
            serde_json::from_slice(&output.stdout).map_err(|error| TerraformError::Run(error.into()))?;
        if release(&found.terraform_version).is_some_and(|release| release >= OLDEST) {
            Ok(Self { version: found.terraform_version })
        } else {
            Err(TerraformError::TooOld { found: found.terraform_version })
        }
    }

    /// Its version, such as `1.11.4`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The program with an environment in which it asks nobody and reports to nobody.
pub(crate) fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0").env("CHECKPOINT_DISABLE", "1");
    for name in std::env::vars_os().map(|(name, _)| name).filter(|name| is_kept_out(name)) {
        command.env_remove(name);
    }
    // That there is no network shall be known in seconds. The defaults are 10 s and one repetition.
    for (name, value) in [("TF_REGISTRY_CLIENT_TIMEOUT", "5"), ("TF_REGISTRY_DISCOVERY_RETRY", "0")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    command
}

/// Whether a variable of the caller's environment would change what is run here, or write down what it sends: a log of
/// a provider has the secrets that it was given.
fn is_kept_out(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name == "TF_WORKSPACE" || ["TF_CLI_ARGS", "TF_VAR_", "TF_LOG"].iter().any(|start| name.starts_with(start))
}

/// Major and minor number.
fn release(version: &str) -> Option<(u64, u64)> {
    let (major, rest) = version.split_once('.')?;
    let (minor, _) = rest.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_neither_chooses_values_nor_has_what_is_sent_written_down() {
        for (name, expected) in [
            ("TF_LOG", true),
            ("TF_LOG_PROVIDER", true),
            ("TF_LOG_PATH", true),
            ("TF_VAR_cookie_key", true),
            ("TF_CLI_ARGS_plan", true),
            ("TF_WORKSPACE", true),
            ("TF_CLI_CONFIG_FILE", false),
            ("TF_PLUGIN_CACHE_DIR", false),
            ("PATH", false),
        ] {
            assert_eq!(is_kept_out(OsStr::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn releases_are_compared_as_numbers() {
        for (version, is_new_enough) in [
            ("1.11.4", true),
            ("1.11.0", true),
            ("1.9.8", false),
            ("1.12.0-beta1", true),
            ("2.0.0", true),
            ("", false),
        ] {
            assert_eq!(release(version).is_some_and(|release| release >= OLDEST), is_new_enough, "{version}");
        }
    }
}
