//! Who the compilers run as.

use std::env;
use std::ffi::OsString;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User};
use tokio::process::Command;

/// Somebody who owns a checkout and called us by `sudo`.
#[derive(Debug)]
pub(crate) struct Person {
    uid: u32,
    gid: u32,
    home: PathBuf,
}

impl Person {
    /// Whoever owns `directory`, if it is who called `sudo`; `sudo_uid` is its variable. Compilers run what packages
    /// bring along, which needs no root, and what they leave in the checkout should be its owner's.
    pub(crate) fn behind_sudo(sudo_uid: Option<OsString>, directory: &Path) -> Option<Self> {
        let uid: u32 = sudo_uid?.to_str()?.parse().ok()?;
        let owns = std::fs::metadata(directory).is_ok_and(|data| data.uid() == uid);
        if uid == 0 || !owns || !Uid::effective().is_root() {
            return None;
        }
        let user = User::from_uid(Uid::from_raw(uid)).ok().flatten()?;
        Some(Self { uid, gid: user.gid.as_raw(), home: user.dir })
    }

    /// Lets a command run as this person, who also has programs that `sudo` would not find.
    pub(crate) fn runs(&self, command: &mut Command) {
        let rustup = self.home.join(".cargo/bin");
        let path = env::var_os("PATH").unwrap_or_default();
        // A name with a colon in it cannot be in a search path.
        let path = env::join_paths(std::iter::once(rustup).chain(env::split_paths(&path))).unwrap_or(path);
        command.uid(self.uid).gid(self.gid).env("HOME", &self.home).env("PATH", path);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    const NOBODY: u32 = 65534;

    #[test]
    fn without_sudo_or_in_a_checkout_of_somebody_else_nobody_is_meant() {
        let directory = tempfile::tempdir().unwrap();
        assert!(Person::behind_sudo(None, directory.path()).is_none());
        assert!(Person::behind_sudo(Some("0".into()), directory.path()).is_none());
        assert!(Person::behind_sudo(Some("many".into()), directory.path()).is_none());
        assert!(Person::behind_sudo(Some(NOBODY.to_string().into()), directory.path()).is_none());
    }

    #[tokio::test]
    #[ignore = "needs root"]
    async fn compilers_run_as_the_owner_of_the_checkout_who_called_sudo() {
        // What `TMPDIR` names may be closed to others.
        let directory = tempfile::tempdir_in("/var/tmp").unwrap();
        std::os::unix::fs::chown(directory.path(), Some(NOBODY), None).unwrap();
        let person = Person::behind_sudo(Some(NOBODY.to_string().into()), directory.path()).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "id -u; echo $HOME; touch made"]).current_dir(directory.path());
        person.runs(&mut command);
        let output = command.stderr(Stdio::inherit()).output().await.unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, format!("{NOBODY}\n{}\n", person.home.display()));
        assert_eq!(std::fs::metadata(directory.path().join("made")).unwrap().uid(), NOBODY);
    }
}
