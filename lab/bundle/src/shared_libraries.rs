//! A program together with the libraries that it cannot run without.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use object::Endianness;
use object::elf::{FileHeader64, PT_INTERP};
use object::read::elf::{FileHeader as _, ProgramHeader as _};

use crate::error::BundleError;

/// The paths of the dynamic loader and of all libraries of a program, as the loader itself resolves them; none for a
/// static program. Blocks.
///
/// # Errors
/// If the program cannot be read, or a library cannot be found.
pub(crate) fn of(program: &Path) -> Result<Vec<PathBuf>, BundleError> {
    let bytes = fs::read(program).map_err(BundleError::file(program))?;
    let Some(loader) = interpreter(&bytes) else { return Ok(Vec::new()) };
    let listing =
        list(&loader, program).map_err(|source| BundleError::Run { program: loader.clone(), source })?;
    let mut paths = libraries(&listing)
        .map_err(|reason| BundleError::Libraries { program: program.to_owned(), reason })?;
    paths.push(loader);
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// `PT_INTERP`: the loader that the kernel starts in the program's stead (elf(5)).
fn interpreter(bytes: &[u8]) -> Option<PathBuf> {
    let header = FileHeader64::<Endianness>::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    let segments = header.program_headers(endian, bytes).ok()?;
    let segment = segments.iter().find(|segment| segment.p_type(endian) == PT_INTERP)?;
    let path = segment.data(endian, bytes).ok()?.strip_suffix(b"\0")?;
    Some(PathBuf::from(str::from_utf8(path).ok()?))
}

/// What the loaders of glibc and of musl print with `--list` (ld.so(8)).
fn list(loader: &Path, program: &Path) -> io::Result<String> {
    let output = Command::new(loader).arg("--list").arg(program).stdin(Stdio::null()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Lines are `NAME => PATH (ADDRESS)`, `PATH (ADDRESS)`, `NAME => not found`, and one for the kernel's own page.
fn libraries(listing: &str) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for line in listing.lines().map(str::trim) {
        let target = line.split_once(" => ").map_or(line, |(_, target)| target);
        if target == "not found" {
            return Err(format!("{line}: is the library installed?"));
        }
        let path = target.split(" (").next().unwrap_or(target);
        if path.starts_with('/') {
            paths.push(PathBuf::from(path));
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: &str = "\tlinux-vdso.so.1 (0x00007ffc)\n\
        \tlibnftables.so.1 => /lib/x86_64-linux-gnu/libnftables.so.1 (0x00007f01)\n\
        \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f02)\n\
        \t/lib64/ld-linux-x86-64.so.2 (0x00007f03)\n";

    #[test]
    fn a_listing_gives_every_library_with_a_path() {
        let paths = libraries(LISTING).unwrap();
        let expected = [
            "/lib/x86_64-linux-gnu/libnftables.so.1",
            "/lib/x86_64-linux-gnu/libc.so.6",
            "/lib64/ld-linux-x86-64.so.2",
        ];
        assert_eq!(paths, expected.map(PathBuf::from));
    }

    #[test]
    fn a_library_that_is_not_found_is_named() {
        let reason = libraries("\tlibmnl.so.0 => not found\n").unwrap_err();
        assert_eq!(reason, "libmnl.so.0 => not found: is the library installed?");
    }

    #[test]
    fn what_is_no_elf_file_has_no_interpreter() {
        assert_eq!(interpreter(b"#!/bin/sh\n"), None);
        assert_eq!(interpreter(b""), None);
    }

    #[test]
    fn this_test_has_the_libraries_that_it_runs_with() {
        let here = std::env::current_exe().unwrap();
        let paths = of(&here).unwrap();
        for path in &paths {
            assert!(path.try_exists().unwrap(), "{}", path.display());
        }
        assert!(paths.iter().any(|path| path.to_string_lossy().contains("libc")));
    }
}
