//! Files in and out, none longer than it may be.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Of what people or `BuildKit` write.
pub(super) const SMALL: u64 = 4 * MEBIBYTE;
/// Of what Terraform writes.
pub(super) const LARGE: u64 = 256 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;

/// A whole file.
///
/// # Errors
/// When it cannot be read or is too long.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let opened = File::open(path).map_err(|error| unreadable(path, &error))?;
    bounded(opened, path, most)
}

/// The same, or standard input for `-`.
///
/// # Errors
/// As [`read`].
pub(super) fn read_or_input(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" { bounded(io::stdin(), path, most) } else { read(path, most) }
}

/// Nothing, where there is no such file.
///
/// # Errors
/// As [`read`].
pub(super) fn read_if_there(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    match File::open(path) {
        Ok(opened) => bounded(opened, path, most).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// All at once: whoever reads the file meanwhile has the old text or the new one.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()));
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let mut file = File::create_new(&beside).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        drop(fs::remove_file(&beside));
    }
    renamed.map_err(failed)
}

/// Prints data.
pub(super) fn print(text: &str) {
    // Whoever closed the pipe has read enough.
    drop(io::stdout().write_all(text.as_bytes()));
}

/// What is wrong with a file, with its name. On one line: a runner takes some lines for commands.
pub(super) fn bad(path: &Path, error: impl Display) -> Failure {
    let error = error.to_string().replace(char::is_control, " ");
    Failure::new(format!("cannot use `{}`: {error}", path.display()))
}

fn bounded(from: impl Read, path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Failure::new(format!("`{}` is longer than {} MiB", path.display(), most / MEBIBYTE)));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read `{}`: {error}", path.display()))
}
