//! What a build needs of this machine, looked at before it begins.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use crate::error::BundleError;
use crate::go::Go;
use crate::host::{Host, Need, install_command};
use crate::nft::Nft;
use crate::parts::{Carries, Cgo, Part, Product, Source};
use crate::set::Set;
use crate::space;

/// How much more a first build takes, which fills Go's caches: measured, 5 GiB compiled and 4 GiB of modules.
const COLD: u64 = 3;

/// A part and those of its products that are to be built.
pub(crate) type Job = (&'static Part, Vec<&'static Product>);

/// Everything that the jobs need.
#[derive(Debug)]
pub(crate) struct Toolbox {
    /// Absent if nothing needs it.
    pub(crate) go: Option<Go>,
    /// Absent if nothing needs it.
    pub(crate) compiler_of_c: Option<PathBuf>,
    /// Absent if nothing needs it.
    pub(crate) nft: Option<Nft>,
}

impl Toolbox {
    /// Finds everything, or names everything that is missing, and sees that there is room.
    ///
    /// # Errors
    /// [`BundleError`].
    pub(crate) async fn gather(
        set: Set,
        host: &Host,
        jobs: &[Job],
        nft: Option<Nft>,
        directory: &Path,
    ) -> Result<Self, BundleError> {
        let missing = missing(host, jobs).await;
        if !missing.is_empty() {
            let install = install_command(&host.os_release, &missing);
            return Err(BundleError::Missing { needs: missing, install });
        }
        space::require(directory, host.needed_mib)?;
        let go = match host.find("go").filter(|_| jobs.iter().any(needs_go)) {
            Some(program) => Some(Go::ask(program, directory.parent().unwrap_or(directory)).await?),
            None => None,
        };
        if let Some(go) = &go {
            let needed_mib =
                if go.has_modules(set) { host.needed_mib } else { host.needed_mib.saturating_mul(COLD) };
            space::require(&go.build_cache, needed_mib)?;
            space::require(&go.module_cache, needed_mib)?;
        }
        Ok(Self { go, compiler_of_c: host.find("cc"), nft })
    }
}

/// In the order in which a person would install them.
async fn missing(host: &Host, jobs: &[Job]) -> Vec<Need> {
    let mut missing = Vec::new();
    let mut require = |need, program: &str| {
        let found = host.find(program);
        if found.is_none() {
            missing.push(need);
        }
        found
    };
    if jobs.iter().any(needs_go) {
        require(Need::Go, "go");
    }
    let seccomp =
        jobs.iter().any(|(part, _)| matches!(&part.source, Source::Go(module) if module.cgo == Cgo::Seccomp));
    if seccomp || jobs.iter().any(|(part, _)| matches!(part.source, Source::C(_))) {
        require(Need::CompilerOfC, "cc");
    }
    let package_config = if seccomp { require(Need::PkgConfig, "pkg-config") } else { None };
    if carries_nft(jobs) {
        require(Need::Nft, "nft");
    }
    if let Some(program) = package_config
        && !has_seccomp(&program).await
    {
        missing.push(Need::Seccomp);
    }
    missing
}

fn needs_go((part, _): &Job) -> bool {
    matches!(part.source, Source::Go(_) | Source::Files(_))
}

fn carries_nft(jobs: &[Job]) -> bool {
    jobs.iter().flat_map(|(_, products)| products).any(|product| product.carries() == Carries::Nft)
}

/// Asks as `go build` will.
async fn has_seccomp(package_config: &Path) -> bool {
    let mut command = Command::new(package_config);
    command.args(["--exists", "libseccomp"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true).status().await.is_ok_and(|status| status.success())
}
