//! A lab needs root.

use std::ffi::OsString;

use crate::failure::Failure;

/// # Errors
/// For everybody but root, with the command as it was given in the hint.
pub(super) fn required() -> Result<(), Failure> {
    if rustix::process::geteuid().is_root() {
        return Ok(());
    }
    Err(Failure::new("a lab needs root: it makes namespaces, interfaces and control groups")
        .with_hint(format!("sudo {}", words(std::env::args_os()))))
}

fn words(arguments: impl Iterator<Item = OsString>) -> String {
    arguments.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
