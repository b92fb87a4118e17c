//! Go: where it is, how old it is, and how it builds.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::error::BundleError;
use crate::host::Host;
use crate::parts::{Cgo, Files, Module, Part, Product, TOOLCHAIN};
use crate::process;
use crate::set::Set;

mod failure;

pub(crate) use failure::explain;

/// The first that fetches the toolchain that a module names (Go 1.21 release notes, "Go toolchains").
const OLDEST: (u32, u32) = (1, 21);

/// Variables that would change what is built.
const UNPINNING: [&str; 8] =
    ["GOEXPERIMENT", "GODEBUG", "GOAMD64", "GOARM64", "GOFIPS140", "GO_EXTLINK_ENABLED", "GOROOT", "GOBIN"];

/// A `go` that can build the bundle.
#[derive(Clone, Debug)]
pub(crate) struct Go {
    program: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    /// Where it keeps what it compiled.
    pub(crate) build_cache: PathBuf,
    /// Where it keeps modules.
    pub(crate) module_cache: PathBuf,
}

/// What `go env -json` says.
#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Environment {
    goversion: String,
    gocache: PathBuf,
    gomodcache: PathBuf,
}

impl Go {
    /// Asks the `go` at `program` about itself. Without a home, its caches are put below `cache`.
    ///
    /// # Errors
    /// If it does not run or is too old.
    pub(crate) async fn ask(program: PathBuf, cache: &Path) -> Result<Self, BundleError> {
        let environment = environment(cache);
        let mut command = command(&program, &environment);
        command.env("GOTOOLCHAIN", "local").args(["env", "-json", "GOVERSION", "GOCACHE", "GOMODCACHE"]);
        let run = |source| BundleError::Run { program: program.clone(), source };
        let output = command.current_dir("/").kill_on_drop(true).output().await.map_err(run)?;
        let said: Environment = serde_json::from_slice(&output.stdout).map_err(|error| run(error.into()))?;
        if version(&said.goversion).is_some_and(|version| version < OLDEST) {
            let found = said.goversion.trim_start_matches("go").to_owned();
            return Err(BundleError::GoTooOld { program, found });
        }
        Ok(Self { program, environment, build_cache: said.gocache, module_cache: said.gomodcache })
    }

    /// Whether the largest module of a set is there, and so most likely all of them.
    pub(crate) fn has_modules(&self, set: Set) -> bool {
        self.module_cache.join(set.largest_module()).try_exists().unwrap_or(false)
    }

    /// Builds products of a part into `output`, in `directory`, which holds its `go.mod` and `go.sum`.
    ///
    /// # Errors
    /// If modules cannot be fetched, something does not compile, or the build was cancelled.
    pub(crate) async fn build(
        &self,
        (part, module): (&Part, &Module),
        products: &[&Product],
        (directory, output): (&Path, &Path),
        (host, log): (&Host, &Path),
        cancelled: &CancellationToken,
    ) -> Result<(), BundleError> {
        let mut command = command(&self.program, &self.environment);
        command.current_dir(directory).env("CGO_ENABLED", if module.cgo == Cgo::Off { "0" } else { "1" });
        if let Some(compiler) = host.find("cc") {
            command.env("CC", compiler);
        }
        command.args(["build", "-trimpath", "-mod=readonly", "-buildvcs=false"]);
        command.args(["-tags", module.tags, "-ldflags", &module.linker_flags(), "-o"]).arg(output);
        command.args(products.iter().map(|product| product.origin));
        if process::run(command, log, cancelled).await?.success() {
            return Ok(());
        }
        Err(explain(part.name, log))
    }

    /// Fetches a module, if it is not there, and gives its directory. In `directory` are the `go.mod` and `go.sum` of
    /// the one that requires it.
    ///
    /// # Errors
    /// If it cannot be fetched, is not what `go.sum` says, or the download was cancelled.
    pub(crate) async fn fetch(
        &self,
        (part, files): (&Part, &Files),
        directory: &Path,
        log: &Path,
        cancelled: &CancellationToken,
    ) -> Result<PathBuf, BundleError> {
        let module = files.module();
        let mut command = command(&self.program, &self.environment);
        command.current_dir(directory).args(["mod", "download", &module]);
        if process::run(command, log, cancelled).await?.success() {
            return Ok(self.module_cache.join(module));
        }
        Err(explain(part.name, log))
    }
}

fn command(program: &Path, environment: &[(&'static str, OsString)]) -> Command {
    let mut command = Command::new(program);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    for name in UNPINNING {
        command.env_remove(name);
    }
    command
}

/// Everything that pins the build, whatever the user's environment or `go env -w` says.
fn environment(cache: &Path) -> Vec<(&'static str, OsString)> {
    let mut environment: Vec<(&'static str, OsString)> = vec![
        // Not empty: the file of `go env -w` would then speak.
        ("GOFLAGS", "-mod=readonly".into()),
        ("GOWORK", "off".into()),
        ("GO111MODULE", "on".into()),
        ("GOTOOLCHAIN", TOOLCHAIN.into()),
        ("GOOS", "linux".into()),
        ("GOARCH", lab_oci::Platform::of_this_program().architecture.into()),
    ];
    if std::env::var_os("HOME").is_none() {
        environment.push(("GOPATH", cache.join("go").into()));
        environment.push(("GOCACHE", cache.join("go-build").into()));
    }
    environment
}

/// `go1.26.8` and `go1.22rc1 X:…` to (1, 26) and (1, 22); `None` for a development version, which is new.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix("go")?.split('.');
    let digits = |text: &str| -> Option<u32> {
        text.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
    };
    Some((digits(numbers.next()?)?, numbers.next().and_then(digits).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn a_version_is_read_from_what_go_calls_itself() {
        assert_eq!(version("go1.26.8"), Some((1, 26)));
        assert_eq!(version("go1.22rc1 X:nocoverageredesign"), Some((1, 22)));
        assert_eq!(version("go1.4-bootstrap"), Some((1, 4)));
        assert_eq!(version("devel +a1b2c3"), None);
    }
}
