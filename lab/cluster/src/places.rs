//! Where a lab keeps its files.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lab_plan::LabName;

/// Names another directory for the labs' files; for tests, and for hosts whose `/var/lib` is small.
const STATE_DIRECTORY: &str = "NINEHOPS_STATE_DIR";

/// The files of one lab.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Places {
    directory: PathBuf,
    lock: PathBuf,
    hold: PathBuf,
    clients: String,
}

/// Where labs are.
fn labs() -> PathBuf {
    let labs = env::var_os(STATE_DIRECTORY).map_or_else(|| "/var/lib/ninehops/labs".into(), PathBuf::from);
    // Machines know no working directory. Only an empty path has no absolute one, and then nothing can be made there.
    std::path::absolute(&labs).unwrap_or(labs)
}

/// Every lab that has files, whatever its state.
///
/// # Errors
/// When the directory of labs cannot be read; that there is none is no error.
pub(crate) fn names() -> io::Result<Vec<LabName>> {
    let entries = match fs::read_dir(labs()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let file = entry?.file_name();
        let name = file.to_str().and_then(|file| file.strip_prefix("ninehops-")?.parse::<LabName>().ok());
        names.extend(name.filter(|name| file.to_str() == Some(name.scope().as_str())));
    }
    names.sort_unstable();
    Ok(names)
}

impl Places {
    pub(crate) fn of(name: &LabName) -> Self {
        Self::below(&labs(), name)
    }

    fn below(labs: &Path, name: &LabName) -> Self {
        // A lab's interfaces and control groups are the host's, whatever directory its files are in: one lock a host.
        // It is removed as a whole, so its name must be nobody else's.
        Self {
            directory: labs.join(name.scope()),
            lock: format!("/run/{}.lock", name.scope()).into(),
            hold: format!("/run/{}.hold.lock", name.scope()).into(),
            clients: format!("/{}/clients", name.scope()),
        }
    }

    /// All but the locks.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Held by whoever makes, removes or changes the lab.
    pub(crate) fn lock(&self) -> &Path {
        &self.lock
    }

    /// Held by whoever works long with a lab that must not be removed meanwhile; nodes may be stopped and started.
    /// Whoever holds both took [`Self::lock`] first.
    pub(crate) fn hold(&self) -> &Path {
        &self.hold
    }

    /// The control group of commands that run outside the machines for the lab, and end with it.
    pub(crate) fn clients(&self) -> &str {
        &self.clients
    }

    /// What [`crate::state::State`] is kept in.
    pub(crate) fn state(&self) -> PathBuf {
        self.directory.join("lab.json")
    }

    /// The administrator's kubeconfig.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.directory.join("admin.conf")
    }

    /// Where kubectl may keep what it discovered, rather than in the caller's home.
    pub(crate) fn kubectl_cache(&self) -> PathBuf {
        self.directory.join("kubectl")
    }

    /// Parameters and objects that machines on AWS would have in the account.
    pub(crate) fn account(&self) -> PathBuf {
        self.directory.join("account")
    }

    /// The disk of etcd, where it has one of its own.
    pub(crate) fn etcd(&self) -> PathBuf {
        self.directory.join("etcd")
    }

    /// The directory of one machine.
    pub(crate) fn machine(&self, machine: &str) -> PathBuf {
        self.directory.join("machines").join(machine)
    }
}
