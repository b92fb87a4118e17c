//! Where a deployment keeps what it needs: in the lab's directory, so that it goes with the lab.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::DeployError;

/// The copy of `deploy` that a run works with, and the one that the cluster was last changed by.
const TRIED: &str = "source";
const DEPLOYED: &str = "deployed";

/// The work directory of one lab.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    directory: PathBuf,
    copy: &'static str,
}

impl Places {
    /// In the lab's directory, which is there; made if missing, for nobody else to look into.
    pub(crate) fn of(lab: &Path) -> Result<Self, DeployError> {
        use std::os::unix::fs::DirBuilderExt as _;
        let directory = lab.join("deploy");
        match fs::DirBuilder::new().mode(0o700).create(&directory) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(failed("make", &directory)(error))
            }
            _ => Ok(Self { directory, copy: TRIED }),
        }
    }

    /// The same, with the copy that was deployed last in place of the one that is being tried.
    pub(crate) fn deployed(&self) -> Self {
        Self { copy: DEPLOYED, ..self.clone() }
    }

    /// A copy of the checkout's `deploy`.
    pub(crate) fn source(&self) -> PathBuf {
        self.directory.join(self.copy)
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
    fn a_lab_that_has_gone_does_not_come_back_as_a_directory() {
        let host = tempfile::tempdir().unwrap();
        let lab = host.path().join("lab");
        assert!(matches!(Places::of(&lab), Err(DeployError::Io { doing: "make", .. })));
        assert!(!lab.try_exists().unwrap());
    }
}
