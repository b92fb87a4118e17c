//! A node's copy of a template.

use std::fs::{self, FileType};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, chown, symlink};
use std::path::Path;

/// Directories below containerd's root in which a file, once there, is never written to.
const IMMUTABLE: [&str; 2] =
    ["io.containerd.content.v1.content/blobs", "io.containerd.snapshotter.v1.overlayfs/snapshots"];

/// Makes `target` a copy of the template `source`: files that nobody writes to are linked where the file system can,
/// everything else, databases above all, is copied. Blocks.
pub(crate) fn clone(source: &Path, target: &Path) -> io::Result<()> {
    copy_directory(source, target, &|path| {
        let immutable = IMMUTABLE.iter().any(|directory| path.starts_with(source.join(directory)));
        if immutable { Manner::Link } else { Manner::Copy }
    })
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Manner {
    Link,
    Copy,
}

fn copy_directory(source: &Path, target: &Path, manner: &impl Fn(&Path) -> Manner) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_directory(&from, &to, manner)?;
        } else {
            copy_file(&from, &to, kind, manner(&from))?;
        }
    }
    copy_attributes(source, target)
}

fn copy_file(source: &Path, target: &Path, kind: FileType, manner: Manner) -> io::Result<()> {
    if kind.is_socket() || kind.is_fifo() {
        return Ok(());
    }
    if manner == Manner::Link && fs::hard_link(source, target).is_ok() {
        return Ok(());
    }
    if kind.is_symlink() {
        symlink(fs::read_link(source)?, target)?;
        return Ok(());
    }
    if !kind.is_file() {
        // A whiteout, on a file system that the template is not on.
        return Err(io::Error::other(format!("cannot link the device `{}`", source.display())));
    }
    // Shares the blocks where the file system can.
    fs::copy(source, target)?;
    copy_attributes(source, target)
}

/// Owner, permissions and extended attributes: overlayfs marks opaque directories with one.
fn copy_attributes(source: &Path, target: &Path) -> io::Result<()> {
    let metadata = fs::metadata(source)?;
    chown(target, Some(metadata.uid()), Some(metadata.gid()))?;
    fs::set_permissions(target, metadata.permissions())?;
    let mut names = Vec::with_capacity(1 << 16);
    match rustix::fs::listxattr(source, rustix::buffer::spare_capacity(&mut names)) {
        Ok(_) => {}
        Err(rustix::io::Errno::NOTSUP) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let mut value = Vec::with_capacity(1 << 16);
        rustix::fs::getxattr(source, name, rustix::buffer::spare_capacity(&mut value))?;
        rustix::fs::setxattr(target, name, &value, rustix::fs::XattrFlags::empty())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_to_is_copied_and_the_rest_is_linked() {
        let directory = tempfile::tempdir().unwrap();
        let (source, target) = (directory.path().join("template"), directory.path().join("node"));
        let blob = Path::new(IMMUTABLE[0]).join("sha256/abc");
        let layer = Path::new(IMMUTABLE[1]).join("1/fs/usr/bin/program");
        let database = Path::new("io.containerd.metadata.v1.bolt/meta.db");
        for file in [&blob, &layer, &database.to_owned()] {
            fs::create_dir_all(source.join(file).parent().unwrap()).unwrap();
            fs::write(source.join(file), "contents").unwrap();
        }
        symlink("program", source.join(&layer).with_file_name("link")).unwrap();
        clone(&source, &target).unwrap();

        let inode = |path: &Path| fs::symlink_metadata(path).unwrap().ino();
        let is_shared = |file: &Path| inode(&source.join(file)) == inode(&target.join(file));
        assert!(is_shared(&blob) && is_shared(&layer) && !is_shared(database));
        assert_eq!(fs::read_to_string(target.join(database)).unwrap(), "contents");
        assert_eq!(fs::read_link(target.join(&layer).with_file_name("link")).unwrap(), Path::new("program"));
    }

    #[test]
    fn directories_keep_their_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let (source, target) = (directory.path().join("template"), directory.path().join("node"));
        fs::create_dir_all(source.join("private")).unwrap();
        fs::set_permissions(source.join("private"), fs::Permissions::from_mode(0o711)).unwrap();
        clone(&source, &target).unwrap();
        assert_eq!(fs::metadata(target.join("private")).unwrap().mode() & 0o777, 0o711);
    }
}
