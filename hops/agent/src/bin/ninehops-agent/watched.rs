//! The file of the targets, read again when it changes.

use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

use hops_agent::{LARGEST_TARGETS_BYTES, Targets};

/// The last targets that could be read, and what is wrong with those that are there now.
#[derive(Debug)]
pub(crate) struct Watched {
    path: PathBuf,
    seen: Option<Stamp>,
    targets: Targets,
    problem: Option<String>,
}

/// Of a file: kubelet replaces it as a whole, so a new one is another inode.
#[derive(Debug, Eq, PartialEq)]
struct Stamp {
    device: u64,
    inode: u64,
    modified: (i64, i64),
    length: u64,
}

impl Watched {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, seen: None, targets: Targets::default(), problem: None }
    }

    /// Looks, and reads if there is something new. What could be read last stays when the new file is no use.
    pub(crate) fn look(&mut self) {
        match fs::metadata(&self.path) {
            Ok(metadata) => {
                let stamp = Stamp::of(&metadata);
                if self.seen.as_ref() != Some(&stamp) {
                    self.read();
                    self.seen = Some(stamp);
                }
            }
            Err(error) => {
                self.seen = None;
                self.problem = Some(self.told(&error.to_string()));
            }
        }
    }

    fn read(&mut self) {
        let read = bytes(&self.path).map_err(|error| error.to_string());
        let read = read.and_then(|bytes| Targets::read(&bytes).map_err(|error| error.to_string()));
        match read {
            Ok(targets) => {
                self.targets = targets;
                self.problem = None;
            }
            Err(reason) => self.problem = Some(self.told(&reason)),
        }
    }

    fn told(&self, reason: &str) -> String {
        let instead = match self.targets.revision.as_str() {
            "" => "there is nothing to ask".to_owned(),
            revision => format!("revision `{revision}` is asked on"),
        };
        format!("cannot use `{}`: {reason}; {instead}", self.path.display())
    }

    pub(crate) fn targets(&self) -> &Targets {
        &self.targets
    }

    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }
}

/// No more than one over what is allowed, so that a file without an end is told and not swallowed.
fn bytes(path: &PathBuf) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST_TARGETS_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            length: metadata.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_leaves_the_last_good_one_in_force() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("targets.json");
        let mut watched = Watched::new(path.clone());
        watched.look();
        assert!(watched.problem().unwrap().ends_with("(os error 2); there is nothing to ask"));

        let put = |text: &str| {
            let new = directory.path().join("new");
            fs::write(&new, text).unwrap();
            fs::rename(&new, &path).unwrap();
        };
        put(r#"{"revision":"1"}"#);
        watched.look();
        assert_eq!((watched.targets().revision.as_str(), watched.problem()), ("1", None));

        put(r#"{"revision":"2","#);
        for _ in 0..2 {
            watched.look();
            assert!(watched.problem().unwrap().ends_with("revision `1` is asked on"), "{watched:?}");
            assert_eq!(watched.targets().revision, "1");
        }

        put(r#"{"revision":"3"}"#);
        watched.look();
        assert_eq!((watched.targets().revision.as_str(), watched.problem()), ("3", None));
    }
}
