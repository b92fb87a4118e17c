//! The release binaries under test, built before anything is measured.

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

/// Runs `cargo build --release` for the three; they land beside this program when it was built so itself.
pub(crate) fn build() -> anyhow::Result<Binaries> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked"])
        .args(["--package", "marketplace", "--package", "recommendations", "--package", "ninehops"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the binaries do not build");
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(Path::parent).context("this program lies in a target directory")?;
    let release = target.join("release");
    Ok(Binaries {
        marketplace: release.join("marketplace"),
        recommendations: release.join("recommendations"),
        ninehops: release.join("ninehops"),
    })
}
