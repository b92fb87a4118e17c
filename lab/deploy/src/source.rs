//! The Terraform of a checkout, copied so that nothing is written beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::error::DeployError;
use crate::places::{Places, failed};

/// What makes a directory ours.
const MARK: &str = "deploy/live/render";
/// What Terraform leaves when somebody runs it in the checkout.
const LEFT: [&str; 4] =
    [".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"];

/// The checkout's root, looked for from `directory` upward.
pub(crate) fn find(directory: &Path) -> Result<PathBuf, DeployError> {
    let absolute = fs::canonicalize(directory).map_err(failed("use", directory))?;
    let root = absolute.ancestors().find(|directory| directory.join(MARK).is_dir());
    root.map(Path::to_owned).ok_or_else(|| DeployError::NoCheckout(absolute.clone()))
}

/// Where the shop's own sources are: there, or else in the checkout around the working directory. So a copy of
/// `deploy` alone can be tried.
pub(crate) fn of_images(root: &Path) -> &Path {
    if root.join("Cargo.toml").is_file() { root } else { Path::new(".") }
}

/// Copies `deploy` of a checkout into the work directory, in place of what is there.
pub(crate) fn copy(root: &Path, places: &Places) -> Result<(), DeployError> {
    let target = places.source();
    remove(&target)?;
    copy_directory(&root.join("deploy"), &target)
}

/// Keeps the copy for whoever removes what comes of it: the one before is there until this one is whole.
pub(crate) fn keep(places: &Places) -> Result<(), DeployError> {
    let kept = places.deployed().source();
    let beside = kept.with_extension("new");
    remove(&beside)?;
    copy_directory(&places.source(), &beside)?;
    // Which is the one and which the other changes at once.
    match renameat_with(CWD, &beside, CWD, &kept, RenameFlags::EXCHANGE) {
        Ok(()) => remove(&beside),
        Err(Errno::NOENT) => fs::rename(&beside, &kept).map_err(failed("rename", &beside)),
        Err(error) => Err(failed("rename", &beside)(error.into())),
    }
}

fn remove(directory: &Path) -> Result<(), DeployError> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", directory)(error)),
        _ => Ok(()),
    }
}

fn copy_directory(from: &Path, to: &Path) -> Result<(), DeployError> {
    fs::create_dir_all(to).map_err(failed("make", to))?;
    for entry in fs::read_dir(from).map_err(failed("read", from))? {
        let entry = entry.map_err(failed("read", from))?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if LEFT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        // Links are followed: what is copied must hold together without the checkout.
        if path.is_dir() {
            copy_directory(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).map_err(failed("copy", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkout() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let render = root.path().join(MARK);
        fs::create_dir_all(render.join(".terraform/modules")).unwrap();
        fs::write(render.join("main.tf"), "# new").unwrap();
        fs::write(render.join("terraform.tfstate"), "{}").unwrap();
        root
    }

    #[test]
    fn a_checkout_is_found_from_anywhere_in_it() {
        let root = checkout();
        let canonical = fs::canonicalize(root.path()).unwrap();
        assert_eq!(find(root.path()).unwrap(), canonical);
        assert_eq!(find(&root.path().join(MARK)).unwrap(), canonical);
    }

    #[test]
    fn of_a_copy_of_deploy_alone_the_images_are_those_of_the_working_directory() {
        let root = checkout();
        assert_eq!(of_images(root.path()), Path::new("."));
        fs::write(root.path().join("Cargo.toml"), "").unwrap();
        assert_eq!(of_images(root.path()), root.path());
    }

    #[test]
    fn elsewhere_there_is_none() {
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(matches!(find(elsewhere.path()), Err(DeployError::NoCheckout(_))));
        assert!(matches!(find(&elsewhere.path().join("x")), Err(DeployError::Io { .. })));
    }

    #[test]
    fn the_copy_is_the_configuration_alone_and_no_older_one() {
        let (root, lab) = (checkout(), tempfile::tempdir().unwrap());
        let places = Places::of(lab.path()).unwrap();
        let render = places.root("render").directory;
        fs::create_dir_all(&render).unwrap();
        fs::write(render.join("old.tf"), "").unwrap();
        copy(root.path(), &places).unwrap();
        let names = fs::read_dir(&render).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["main.tf"]);
    }

    #[test]
    fn what_was_deployed_is_kept_whatever_is_tried_after_it() {
        let (root, lab) = (checkout(), tempfile::tempdir().unwrap());
        let places = Places::of(lab.path()).unwrap();
        let main =
            |places: &Places| fs::read_to_string(places.root("render").directory.join("main.tf")).unwrap();
        for text in ["# one", "# two"] {
            fs::write(root.path().join(MARK).join("main.tf"), text).unwrap();
            copy(root.path(), &places).unwrap();
            keep(&places).unwrap();
            assert_eq!(main(&places.deployed()), text);
        }
        fs::write(root.path().join(MARK).join("main.tf"), "broken").unwrap();
        copy(root.path(), &places).unwrap();
        assert_eq!((main(&places).as_str(), main(&places.deployed()).as_str()), ("broken", "# two"));
        assert!(!lab.path().join("deploy/deployed.new").try_exists().unwrap());
    }
}
