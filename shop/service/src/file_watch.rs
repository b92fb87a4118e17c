//! Notices that a file was replaced, by looking now and then.
//!
//! Polling sees what notifications miss: a mounted Kubernetes `ConfigMap` changes by a symbolic link above the file,
//! and network file systems tell nobody. A file that is absent for a while has not changed until it is back.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{task::spawn_blocking, time::sleep};

/// Watches one path.
#[derive(Debug)]
pub struct FileWatch {
    path: PathBuf,
    every: Duration,
    seen: Option<Stamp>,
}

/// Whatever changes when a file is written or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified_seconds: i64,
    modified_nanoseconds: i64,
    /// Of the inode: also a change of rights counts, and a rewrite that keeps size and modification time.
    changed_seconds: i64,
    changed_nanoseconds: i64,
}

impl FileWatch {
    /// Watches from now on. Make it before reading the file, so that no change falls between the two.
    pub fn new(path: PathBuf, every: Duration) -> Self {
        let seen = stamp(&path).ok();
        Self { path, every, seen }
    }

    /// What is watched.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Resolves when the file is not what it was at the last time, or at the beginning. Cancel safe.
    pub async fn changed(&mut self) {
        loop {
            sleep(self.every).await;
            let path = self.path.clone();
            // A file system that hangs must not hold up the runtime.
            if let Ok(Ok(now)) = spawn_blocking(move || stamp(&path)).await
                && self.seen.replace(now) != Some(now)
            {
                return;
            }
        }
    }
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    Ok(Stamp {
        device: metadata.dev(),
        inode: metadata.ino(),
        size: metadata.size(),
        modified_seconds: metadata.mtime(),
        modified_nanoseconds: metadata.mtime_nsec(),
        changed_seconds: metadata.ctime(),
        changed_nanoseconds: metadata.ctime_nsec(),
    })
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const EVERY: Duration = Duration::from_millis(5);

    /// Long for a test, short for a person.
    const PATIENCE: Duration = Duration::from_secs(10);

    async fn must_change(watch: &mut FileWatch) {
        timeout(PATIENCE, watch.changed()).await.unwrap();
    }

    async fn must_not_change(watch: &mut FileWatch) {
        timeout(EVERY * 10, watch.changed()).await.unwrap_err();
    }

    #[tokio::test]
    async fn a_replaced_file_is_noticed_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "old").unwrap();
        let mut watch = FileWatch::new(path.clone(), EVERY);
        must_not_change(&mut watch).await;
        let other = directory.path().join("other");
        fs::write(&other, "new").unwrap();
        fs::rename(&other, &path).unwrap();
        must_change(&mut watch).await;
        must_not_change(&mut watch).await;
    }

    #[tokio::test]
    async fn a_file_is_noticed_when_it_comes_and_not_when_it_goes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let mut watch = FileWatch::new(path.clone(), EVERY);
        must_not_change(&mut watch).await;
        fs::write(&path, "text").unwrap();
        must_change(&mut watch).await;
        fs::remove_file(&path).unwrap();
        must_not_change(&mut watch).await;
    }

    #[tokio::test]
    async fn a_changed_link_above_the_file_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        for version in ["first", "second"] {
            fs::create_dir(at(version)).unwrap();
            fs::write(at(version).join("file"), "same").unwrap();
        }
        std::os::unix::fs::symlink(at("first"), at("current")).unwrap();
        let mut watch = FileWatch::new(at("current").join("file"), EVERY);
        std::os::unix::fs::symlink(at("second"), at("next")).unwrap();
        fs::rename(at("next"), at("current")).unwrap();
        must_change(&mut watch).await;
    }
}
