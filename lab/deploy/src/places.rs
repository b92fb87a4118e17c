//! Where a deployment keeps what it needs: in the lab's directory, so that it goes with the lab.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::DeployError;

/// The work directory of one lab.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    directory: PathBuf,
}

/// Held as long as a deployment is at work.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "it is a lock as long as it is open")] File);

impl Places {
    /// In the lab's directory; made if missing, for nobody else to look into.
    pub(crate) fn of(lab: &Path) -> Result<Self, DeployError> {
        use std::os::unix::fs::DirBuilderExt as _;
        let directory = lab.join("deploy");
        let mut builder = fs::DirBuilder::new();
        let made = builder.recursive(true).mode(0o700).create(&directory);
        made.map_err(failed("make", &directory))?;
        Ok(Self { directory })
    }

    /// A copy of the checkout's `deploy`.
    pub(crate) fn source(&self) -> PathBuf {
        self.directory.join("source")
    }

    /// Archives of images.
    pub(crate) fn images(&self) -> PathBuf {
        self.directory.join("images")
    }

    /// What was made without Terraform's provider.
    pub(crate) fn inventory(&self) -> PathBuf {
        self.directory.join("inventory.json")
    }

    /// What a later deployment takes over.
    pub(crate) fn settings(&self) -> PathBuf {
        self.directory.join("settings.json")
    }

    /// Terraform's places for a root.
    pub(crate) fn root(&self, root: &str) -> lab_terraform::Places {
        lab_terraform::Places {
            directory: self.source().join("live").join(root),
            data: self.directory.join("terraform").join(root),
            state: self.state(root),
        }
    }

    /// Terraform's state of a root.
    pub(crate) fn state(&self, root: &str) -> PathBuf {
        self.directory.join("terraform").join(format!("{root}.tfstate"))
    }

    /// A plan of a root that is about to be applied.
    pub(crate) fn plan(&self, root: &str) -> PathBuf {
        self.directory.join("terraform").join(format!("{root}.plan"))
    }

    /// Makes the directories that Terraform wants to be there.
    pub(crate) fn make_data_directories(&self, roots: &[&str]) -> Result<(), DeployError> {
        for root in roots {
            let data = self.root(root).data;
            fs::create_dir_all(&data).map_err(failed("make", &data))?;
        }
        Ok(())
    }

    /// One deployment at a time.
    pub(crate) fn lock(&self) -> Result<Lock, DeployError> {
        let path = self.directory.join("lock");
        let failed = |source| DeployError::Io { doing: "lock", path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.read_to_string(&mut text).map_err(failed)?;
                return Err(DeployError::Busy { process: text.trim().parse().ok() });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let say = |file: &mut File| -> io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(std::process::id().to_string().as_bytes())
        };
        say(&mut file).map_err(failed)?;
        Ok(Lock(file))
    }
}

/// For `map_err`.
pub(crate) fn failed(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> DeployError {
    move |source| DeployError::Io { doing, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn nobody_else_may_look_into_the_work_directory() {
        let lab = tempfile::tempdir().unwrap();
        Places::of(lab.path()).unwrap();
        let mode = fs::metadata(lab.path().join("deploy")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_second_deployment_learns_who_is_at_work() {
        let lab = tempfile::tempdir().unwrap();
        let places = Places::of(lab.path()).unwrap();
        let lock = places.lock().unwrap();
        let error = places.lock().unwrap_err();
        assert!(
            matches!(error, DeployError::Busy { process: Some(process) } if process == std::process::id()),
            "{error}"
        );
        drop(lock);
        drop(places.lock().unwrap());
    }
}
