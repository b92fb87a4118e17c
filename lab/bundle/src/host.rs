//! This machine: where its programs are, and how more are installed.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

mod packages;

pub use packages::Need;
pub(crate) use packages::install_command;

/// Where `sudo`'s own `PATH` does not look, and Go or nft often are.
const USUAL_DIRECTORIES: [&str; 6] =
    ["/usr/local/go/bin", "/usr/lib/go/bin", "/usr/local/bin", "/usr/bin", "/usr/sbin", "/sbin"];

/// What a build sees of this machine.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    /// Directories that may hold programs, the first first.
    pub(crate) search_path: Vec<PathBuf>,
    /// The text of `/etc/os-release` (freedesktop.org, os-release(5)).
    pub(crate) os_release: String,
    /// What must be free to build.
    pub(crate) needed_mib: u64,
}

impl Host {
    /// As this process sees it.
    pub(crate) fn of_this_process() -> Self {
        let from_environment = env::var_os("PATH").unwrap_or_default();
        let search_path = env::split_paths(&from_environment)
            .filter(|directory| directory.is_absolute())
            .chain(USUAL_DIRECTORIES.iter().map(PathBuf::from))
            .collect();
        let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self { search_path, os_release, needed_mib: 4096 }
    }

    /// The first program of that name.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        self.search_path.iter().map(|directory| directory.join(name)).find(|path| is_program(path))
    }
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
