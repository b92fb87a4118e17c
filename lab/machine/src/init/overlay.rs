//! What a machine has of its host: the host's directories below, its own writes above (overlayfs).

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{XattrFlags, setxattr};
use rustix::mount::MountFlags;

use super::root::{make_directory, mount_new};
use super::{Step, StepError};
use crate::spec::MachineSpec;

/// Programs, libraries and settings. `/nix` and `/gnu` have the programs on NixOS and Guix.
const SHARED: [&str; 11] =
    ["bin", "etc", "gnu", "lib", "lib32", "lib64", "libx32", "nix", "opt", "sbin", "usr"];

/// Says that nothing of the lower directory shows (overlayfs in the kernel's documentation).
const OPAQUE: &str = "trusted.overlay.opaque";

/// Puts everything shared below `root`.
pub(super) fn share_with_host(spec: &MachineSpec, root: &Path) -> Result<(), StepError> {
    for name in SHARED {
        let host = Path::new("/").join(name);
        let real = match host.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).step(|| format!("read `{}`", host.display())),
        };
        if real != host && is_shared(&real) {
            // Merged /usr: `/bin` is a link to `usr/bin`.
            let link = fs::read_link(&host).step(|| format!("read `{}`", host.display()))?;
            symlink(link, root.join(name)).step(|| format!("make the link `{}`", host.display()))?;
        } else {
            lay_over(spec, name, &real, &root.join(name))?;
        }
    }
    Ok(())
}

fn is_shared(path: &Path) -> bool {
    path.components()
        .nth(1)
        .is_some_and(|first| SHARED.iter().any(|name| first == Component::Normal(name.as_ref())))
}

fn lay_over(spec: &MachineSpec, name: &str, lower: &Path, target: &Path) -> Result<(), StepError> {
    let directory = spec.directory.join("overlay").join(name);
    let (upper, work) = (directory.join("upper"), directory.join("work"));
    make_directory(&upper, 0o755)?;
    for empty in below(&spec.empty, name) {
        make_opaque(&upper, &empty).step(|| format!("empty `/{name}/{}`", empty.display()))?;
    }
    // Scratch, and after an end without an unmount the kernel would refuse what it left there.
    match fs::remove_dir_all(&work) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
    .step(|| format!("remove `{}`", work.display()))?;
    make_directory(&work, 0o755)?;
    make_directory(target, 0o755)?;
    // Without `volatile` the end of every machine waits until all that the disk has to write is written.
    let options = format!(
        "lowerdir={},upperdir={},workdir={},volatile",
        escaped(lower).step(|| format!("lay over `{}`", lower.display()))?,
        escaped(&upper).step(|| format!("lay over `{}`", lower.display()))?,
        escaped(&work).step(|| format!("lay over `{}`", lower.display()))?,
    );
    mount_new("overlay", target, MountFlags::empty(), &options)
}

/// Those of `directories` that are in the top directory `name`, from there.
fn below(directories: &[PathBuf], name: &str) -> Vec<PathBuf> {
    let top = Path::new("/").join(name);
    directories.iter().filter_map(|directory| directory.strip_prefix(&top).ok()).map(Path::to_owned).collect()
}

/// At the first boot; later it is there, with what the machine wrote.
fn make_opaque(upper: &Path, directory: &Path) -> io::Result<()> {
    let directory = upper.join(directory);
    if directory.try_exists()? {
        return Ok(());
    }
    fs::create_dir_all(&directory)?;
    Ok(setxattr(&directory, OPAQUE, b"y", XattrFlags::empty())?)
}

/// For overlayfs a colon parts layers and a comma options.
fn escaped(path: &Path) -> io::Result<String> {
    let path =
        path.to_str().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path is not UTF-8"))?;
    Ok(path.replace('\\', r"\\").replace(':', r"\:").replace(',', r"\,"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_options_and_layers_is_escaped() {
        assert_eq!(escaped(Path::new(r"/a,b:c\d")).unwrap(), r"/a\,b\:c\\d");
    }

    #[test]
    fn a_link_into_usr_stays_a_link_and_one_out_of_everything_shared_does_not() {
        assert!(is_shared(Path::new("/usr/bin")));
        assert!(!is_shared(Path::new("/data/opt")));
        assert!(!is_shared(Path::new("/")));
    }

    #[test]
    fn directories_to_empty_are_sorted_by_top_directory() {
        let empty = ["/etc/cni", "/etcetera", "/opt/cni/bin", "/etc"].map(PathBuf::from);
        assert_eq!(below(&empty, "etc"), [Path::new("cni"), Path::new("")]);
        assert_eq!(below(&empty, "opt"), [Path::new("cni/bin")]);
    }
}
