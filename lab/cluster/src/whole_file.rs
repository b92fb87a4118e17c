//! Files that a kill cannot leave half written.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file whole or not at all, and waits for the disk: a reader sees the old or the new.
///
/// # Errors
/// When the file beside it cannot be written or take its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("json.new");
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_leaves_what_was_there() {
        let lab = tempfile::tempdir().unwrap();
        let path = lab.path().join("settings.json");
        write_whole(&path, b"old").unwrap();
        fs::create_dir(lab.path().join("settings.json.new")).unwrap();
        write_whole(&path, b"new").unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }
}
