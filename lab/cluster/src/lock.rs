//! One worker at a time, of all processes of this host.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

/// A lock file that this process holds. It ends with the process, however that ends.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: File,
}

/// What came of trying.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// It is ours.
    Held(Lock),
    /// It is held by that process, as far as it has said.
    HeldBy(Option<u32>),
}

impl Lock {
    /// Takes the lock if nobody has it. Its file is removed when the lock is dropped.
    pub(crate) fn try_take(path: &Path) -> io::Result<Attempt> {
        loop {
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) => return Ok(Attempt::HeldBy(holder(&mut file)?)),
                Err(error) => return Err(error.into()),
            }
            // The holder before us may have removed the file between our opening and our locking it.
            if !is_still_there(&file, path)? {
                continue;
            }
            file.set_len(0)?;
            file.write_all(std::process::id().to_string().as_bytes())?;
            return Ok(Attempt::Held(Self { path: path.to_owned(), _file: file }));
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is held, so that nobody locks a file that another is about to remove.
        drop(std::fs::remove_file(&self.path));
    }
}

fn holder(file: &mut File) -> io::Result<Option<u32>> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text.parse().ok())
}

fn is_still_there(file: &File, path: &Path) -> io::Result<bool> {
    let opened = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(now) => Ok((opened.dev(), opened.ino()) == (now.dev(), now.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_the_other_learns_who() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        let Attempt::Held(lock) = Lock::try_take(&path).unwrap() else { panic!("nobody else had it") };
        let second = Lock::try_take(&path).unwrap();
        assert!(matches!(second, Attempt::HeldBy(Some(process)) if process == std::process::id()));
        drop(lock);
        assert!(!path.try_exists().unwrap());
        assert!(matches!(Lock::try_take(&path).unwrap(), Attempt::Held(_)));
    }

    #[test]
    fn a_file_left_by_a_killed_holder_does_not_lock() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        std::fs::write(&path, "999999").unwrap();
        assert!(matches!(Lock::try_take(&path).unwrap(), Attempt::Held(_)));
    }
}
