//! A directory that Terraform works in.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::error::TerraformError;
use crate::process::{self, Ended};
use crate::program::Terraform;

/// Where a root is, and where Terraform keeps what it makes.
#[derive(Clone, Debug)]
pub struct Places {
    /// The root module. Nothing is written there, except for `init`'s lock file if the root has providers.
    pub directory: PathBuf,
    /// Modules and providers: `TF_DATA_DIR`.
    pub data: PathBuf,
    /// The state, for roots that have no backend of their own.
    pub state: PathBuf,
}

/// A root module with its variables.
#[derive(Clone)]
pub struct Root {
    places: Places,
    variables: Vec<OsString>,
    environment: BTreeMap<String, OsString>,
}

/// What a plan came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Planned {
    /// All is as it should be.
    NoChanges,
    /// Objects or outputs would change.
    Changes,
}

impl Root {
    /// A root without variables; who has found Terraform can have one. The directories that `data` and `state` are to
    /// be made in must be there.
    pub fn new(_terraform: &Terraform, places: Places) -> Self {
        Self { places, variables: Vec::new(), environment: BTreeMap::new() }
    }

    /// Gives a variable a value that anybody may see.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push(format!("-var={name}={value}").into());
        self
    }

    /// Takes values of variables from a file; a relative path is relative to the root.
    #[must_use]
    pub fn with_variable_file(mut self, file: &Path) -> Self {
        let mut argument = OsString::from("-var-file=");
        argument.push(file);
        self.variables.push(argument);
        self
    }

    /// Gives a variable a value that is on no command line: `TF_VAR_NAME`.
    #[must_use]
    pub fn with_secret(self, name: &str, value: &str) -> Self {
        self.with_environment(&format!("TF_VAR_{name}"), value)
    }

    /// Adds to Terraform's environment, and so to that of its providers.
    #[must_use]
    pub fn with_environment(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.places.directory
    }

    /// Installs modules and providers. `hear` gets every line that Terraform says.
    ///
    /// # Errors
    /// [`TerraformError::ProviderUnavailable`] when that is all that is wrong.
    pub async fn init(&self, hear: Hear<'_>, cancelled: &CancellationToken) -> Result<(), TerraformError> {
        self.run("init", ["-json".into()].to_vec(), hear, cancelled).await.map(drop)
    }

    /// Writes a plan to `file`, which is then applied or shown.
    ///
    /// # Errors
    /// When Terraform cannot say what would change.
    pub async fn plan(
        &self,
        file: &Path,
        hear: Hear<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Planned, TerraformError> {
        let mut arguments =
            vec!["-json".into(), "-detailed-exitcode".into(), option("-out", file), self.state()];
        arguments.extend(self.variables.clone());
        match self.run("plan", arguments, hear, cancelled).await? {
            Ended { code: Some(2), .. } => Ok(Planned::Changes),
            _ => Ok(Planned::NoChanges),
        }
    }

    /// A plan as text for people.
    ///
    /// # Errors
    /// When there is no plan in `file`.
    pub async fn show(&self, file: &Path, cancelled: &CancellationToken) -> Result<String, TerraformError> {
        let ended = self.run("show", vec![file.into()], &|_| (), cancelled).await?;
        Ok(ended.printed)
    }

    /// Does what a plan says.
    ///
    /// # Errors
    /// When Terraform could not do all of it, or the plan is not of this state any more.
    pub async fn apply_plan(
        &self,
        file: &Path,
        hear: Hear<'_>,
        cancelled: &CancellationToken,
    ) -> Result<(), TerraformError> {
        self.run("apply", vec!["-json".into(), self.state(), file.into()], hear, cancelled).await.map(drop)
    }

    /// Plans and applies in one, unseen: for roots without a provider, which only have outputs.
    ///
    /// # Errors
    /// When Terraform could not do all of it.
    pub async fn apply(&self, hear: Hear<'_>, cancelled: &CancellationToken) -> Result<(), TerraformError> {
        self.run("apply", self.unseen(), hear, cancelled).await.map(drop)
    }

    /// Removes everything that is in the state.
    ///
    /// # Errors
    /// When Terraform could not do all of it.
    pub async fn destroy(&self, hear: Hear<'_>, cancelled: &CancellationToken) -> Result<(), TerraformError> {
        self.run("destroy", self.unseen(), hear, cancelled).await.map(drop)
    }

    /// The value of an output, as it was applied last.
    ///
    /// # Errors
    /// When there is none of that name.
    pub async fn output(&self, name: &str, cancelled: &CancellationToken) -> Result<Value, TerraformError> {
        let arguments = vec!["-json".into(), self.state(), name.into()];
        let ended = self.run("output", arguments, &|_| (), cancelled).await?;
        serde_json::from_str(&ended.printed).map_err(|error| TerraformError::Run(error.into()))
    }

    fn unseen(&self) -> Vec<OsString> {
        let mut arguments = vec!["-json".into(), "-auto-approve".into(), self.state()];
        arguments.extend(self.variables.clone());
        arguments
    }

    fn state(&self) -> OsString {
        option("-state", &self.places.state)
    }

    async fn run(
        &self,
        verb: &'static str,
        arguments: Vec<OsString>,
        hear: Hear<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Ended, TerraformError> {
        let mut command = crate::program::command();
        command.current_dir(&self.places.directory).arg(verb).arg("-no-color").args(arguments);
        command.env("TF_DATA_DIR", &self.places.data).envs(&self.environment);
        let ended = process::run(command, hear, cancelled).await?;
        let is_done = ended.code == Some(0) || (verb == "plan" && ended.code == Some(2));
        if is_done { Ok(ended) } else { Err(TerraformError::of(verb, &self.places.directory, ended)) }
    }
}

/// Who hears what Terraform says, line by line; it must not block.
pub type Hear<'a> = &'a (dyn Fn(&str) + Send + Sync);

fn option(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(name);
    argument.push("=");
    argument.push(path);
    argument
}

impl fmt::Debug for Root {
    /// Without values of the environment, which may be secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Root")
            .field("places", &self.places)
            .field("variables", &self.variables)
            .field("environment", &self.environment.keys())
            .finish()
    }
}

#[cfg(test)]
mod tests;
