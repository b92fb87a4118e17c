//! The Nu Html Checker, the W3C's validator, over files.
//!
//! It is not part of this repository: the variable `VNU` names its `vnu.jar`, and it needs Java.

use std::path::Path;

use anyhow::{Context as _, bail};
use tokio::process::Command;

/// Where the validator is.
#[derive(Debug)]
pub struct Validator {
    jar: String,
}

impl Validator {
    /// Looks where `VNU` points.
    ///
    /// # Errors
    /// When the variable is not set.
    pub fn load() -> anyhow::Result<Self> {
        let jar = std::env::var("VNU")
            .context("`VNU` does not name vnu.jar\nhint: `.ci/run` fetches it and sets the variable")?;
        Ok(Self { jar })
    }

    /// What it says about the files of a folder, errors and warnings, one line each.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn complaints(&self, folder: &Path) -> anyhow::Result<Vec<String>> {
        let mut command = Command::new("java");
        command.args(["-jar", &self.jar, "--format", "gnu", "--stdout", "--skip-non-html"]).arg(folder);
        let output = command.kill_on_drop(true).output().await.context("cannot start `java`")?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() && said.trim().is_empty() {
            bail!("the validator failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(said.lines().map(str::to_owned).collect())
    }
}
