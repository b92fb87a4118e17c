//! The binaries under test, built before anything is measured.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Where each of them is.
#[derive(Debug)]
pub(crate) struct Binaries {
    pub(crate) marketplace: PathBuf,
    pub(crate) recommendations: PathBuf,
    pub(crate) ninehops: PathBuf,
}

/// Runs `cargo build` for the three, into the target directory in which this program lies.
pub(crate) fn build(profile: &str) -> anyhow::Result<Binaries> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["build", "--locked", "--profile", profile])
        .args(["--package", "marketplace", "--package", "recommendations", "--package", "ninehops"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the binaries do not build");
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(Path::parent).context("this program lies in a target directory")?;
    let folder = target.join(profile);
    Ok(Binaries {
        marketplace: folder.join("marketplace"),
        recommendations: folder.join("recommendations"),
        ninehops: folder.join("ninehops"),
    })
}
