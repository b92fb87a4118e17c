//! Images imported once, for all nodes and for later labs.
//!
//! A *template* is containerd's root directory with every image imported and unpacked. A node's own is a clone of it in
//! which contents and unpacked layers are hard links: containerd adds and removes such files and never writes into
//! one, and a container writes into its own layer on top.

mod clone;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub(crate) use self::clone::clone;
use crate::lock::{Attempt, Lock};

/// Templates that are kept: the present one, and the one before, to which a changed `--images` may go back.
const KEPT: usize = 2;

/// Its directory in the cache.
pub(crate) const STORE: &str = "images";

/// The templates of this host.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    directory: PathBuf,
}

impl Store {
    pub(crate) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The template of those images, if it was made. Asking counts as use.
    pub(crate) fn find(&self, key: &str) -> io::Result<Option<PathBuf>> {
        let template = self.directory.join(key);
        if !template.try_exists()? {
            return Ok(None);
        }
        fs::File::open(&template)?.set_modified(SystemTime::now())?;
        Ok(Some(template))
    }

    /// Takes the right to make templates; `None` while another process has it.
    pub(crate) fn try_lock(&self) -> io::Result<Option<Lock>> {
        fs::create_dir_all(&self.directory)?;
        match Lock::try_take(&self.directory.join("lock"))? {
            Attempt::Held(lock) => Ok(Some(lock)),
            Attempt::HeldBy(_) => Ok(None),
        }
    }

    /// An empty directory in which to make one. Whatever a killed process left there is gone.
    pub(crate) fn workshop(&self, _: &Lock) -> io::Result<PathBuf> {
        let workshop = self.directory.join("making");
        remove(&workshop)?;
        fs::create_dir(&workshop)?;
        Ok(workshop)
    }

    /// Removes what a killed process left in the workshop, unless another is at work there.
    pub(crate) fn clear_workshop(&self) -> io::Result<()> {
        let workshop = self.directory.join("making");
        if !workshop.try_exists()? {
            return Ok(());
        }
        match self.try_lock()? {
            Some(_lock) => remove(&workshop),
            None => Ok(()),
        }
    }

    /// Makes a finished root directory the template of its images, and removes those that were not used for longest.
    pub(crate) fn finish(&self, _: &Lock, root: &Path, key: &str) -> io::Result<PathBuf> {
        // A host that loses its power after the rename shall not have names without contents.
        rustix::fs::syncfs(fs::File::open(root)?)?;
        let template = self.directory.join(key);
        fs::rename(root, &template)?;
        remove(&self.directory.join("making"))?;
        self.remove_old()?;
        Ok(template)
    }

    fn remove_old(&self) -> io::Result<()> {
        let mut templates = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                templates.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        templates.sort_unstable();
        templates.iter().rev().skip(KEPT).try_for_each(|(_, path)| remove(path))
    }
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(store: &Store, key: &str) {
        let lock = store.try_lock().unwrap().unwrap();
        let root = store.workshop(&lock).unwrap().join("root");
        fs::create_dir(&root).unwrap();
        store.finish(&lock, &root, key).unwrap();
    }

    #[test]
    fn a_template_is_there_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path().to_owned());
        let lock = store.try_lock().unwrap().unwrap();
        store.workshop(&lock).unwrap();
        assert_eq!(store.find("key").unwrap(), None);
        drop(lock);
        make(&store, "key");
        assert_eq!(store.find("key").unwrap(), Some(directory.path().join("key")));
        assert!(!directory.path().join("making").try_exists().unwrap());
    }

    #[test]
    fn the_template_that_was_not_used_for_longest_goes() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path().to_owned());
        make(&store, "first");
        make(&store, "second");
        store.find("first").unwrap();
        make(&store, "third");
        let there = |key| store.find(key).unwrap().is_some();
        assert_eq!([there("first"), there("second"), there("third")], [true, false, true]);
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_another_makes_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path().to_owned());
        let lock = store.try_lock().unwrap().unwrap();
        let workshop = store.workshop(&lock).unwrap();
        store.clear_workshop().unwrap();
        assert!(workshop.try_exists().unwrap());
        drop(lock);
        store.clear_workshop().unwrap();
        assert!(!workshop.try_exists().unwrap());
    }

    #[test]
    fn one_process_makes_templates_at_a_time() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path().to_owned());
        let _lock = store.try_lock().unwrap().unwrap();
        assert!(store.try_lock().unwrap().is_none());
    }
}
