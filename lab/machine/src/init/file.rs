//! Files that a machine is given.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::mount::mount_bind;

use super::{Step, StepError};
use crate::spec::File;

/// Where the contents of a hidden kernel setting are for a moment.
const SOURCE: &str = "/.kernel-setting";

/// Writes a file, or hides a kernel setting by one. A setting that this kernel lacks needs no hiding.
pub(super) fn provide(file: &File) -> Result<(), StepError> {
    let step = || format!("provide `{}`", file.target.display());
    if !file.target.starts_with("/proc") && !file.target.starts_with("/sys") {
        make(&file.target, &file.contents).step(step)?;
        return fs::set_permissions(&file.target, Permissions::from_mode(file.mode)).step(step);
    }
    if !file.target.try_exists().step(step)? {
        return Ok(());
    }
    fs::write(SOURCE, &file.contents).step(step)?;
    mount_bind(SOURCE, &file.target).step(step)?;
    // The mount keeps it.
    fs::remove_file(SOURCE).step(step)
}

/// Writes a file and makes the directories it is in. `/etc/resolv.conf` is often a link to what only the host has.
pub(super) fn make(target: &Path, contents: &str) -> io::Result<()> {
    if let Some(directory) = target.parent() {
        fs::create_dir_all(directory)?;
    }
    if fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_symlink()) {
        fs::remove_file(target)?;
    }
    fs::write(target, contents)
}
