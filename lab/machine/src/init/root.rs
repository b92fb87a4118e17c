//! The root file system of a machine: the host's programs, everything else its own.
//!
//! Built below an empty directory of the machine while the host's tree is still there, then made the root. Of the
//! host's mounts only those stay that are bound here.

use std::fs::{self, Permissions};
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use rustix::fs::{CWD, StatVfsMountFlags, statvfs};
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags, mount, mount_bind,
    mount_bind_recursive, mount_change, mount_remount, move_mount, open_tree, unmount,
};
use rustix::process::{chdir, pivot_root};

use super::{Step, StepError, file, overlay};
use crate::spec::{Access, Bind, MachineSpec};

/// Where a machine sees the logs that it writes.
pub(super) const LOG: &str = "/var/log/machine";

const WORLD_WRITABLE: u32 = 0o1777;

/// Makes the machine's root and enters it.
pub(super) fn build(spec: &MachineSpec) -> Result<(), StepError> {
    // The mounts are a copy, but what is mounted on a shared one would still show on the host.
    change_propagation(MountPropagationFlags::PRIVATE)?;
    let root = spec.directory.join("root");
    mount_new("tmpfs", &root, MountFlags::empty(), "mode=0755")?;
    overlay::share_with_host(spec, &root)?;
    own_directories(spec, &root)?;
    kernel_interfaces(&root)?;
    let sources = spec.binds.iter().map(open_source).collect::<Result<Vec<_>, _>>()?;
    make_it_the_root(&root)?;
    // From here on a symbolic link leads nowhere but into the machine.
    spec.binds.iter().zip(&sources).try_for_each(|(bind, source)| attach(bind, source))?;
    spec.files.iter().try_for_each(file::provide)?;
    // A kubelet and its pods hand mounts to each other.
    change_propagation(MountPropagationFlags::SHARED)
}

fn own_directories(spec: &MachineSpec, root: &Path) -> Result<(), StepError> {
    for (name, mode) in [("home", 0o755), ("media", 0o755), ("mnt", 0o755), ("root", 0o700), ("srv", 0o755)] {
        make_directory(&root.join(name), mode)?;
    }
    for (name, mode) in [("run", "mode=0755"), ("tmp", "mode=1777")] {
        make_directory(&root.join(name), 0o755)?;
        mount_new("tmpfs", &root.join(name), MountFlags::NODEV | MountFlags::NOSUID, mode)?;
    }
    // A real file system, since containerd lays overlays on it.
    let var = root.join("var");
    make_directory(&var, 0o755)?;
    bind(&spec.directory.join("var"), &var)?;
    for (name, mode) in [("cache", 0o755), ("lib", 0o755), ("log", 0o755), ("tmp", WORLD_WRITABLE)] {
        make_directory(&var.join(name), mode)?;
    }
    match symlink("/run", var.join("run")) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
    .step(|| "make `/var/run`".into())?;
    let log = root.join(LOG.trim_start_matches('/'));
    make_directory(&log, 0o755)?;
    bind(&spec.directory.join("log"), &log)
}

fn kernel_interfaces(root: &Path) -> Result<(), StepError> {
    for name in ["dev", "proc", "sys"] {
        make_directory(&root.join(name), 0o755)?;
    }
    bind_recursive(Path::new("/dev"), &root.join("dev"))?;
    // New ones show the machine's processes and interfaces.
    let flags = MountFlags::NODEV | MountFlags::NOEXEC | MountFlags::NOSUID;
    mount_new("proc", &root.join("proc"), flags, "")?;
    mount_new("sysfs", &root.join("sys"), flags, "")?;
    bind_recursive(Path::new("/sys/fs/cgroup"), &root.join("sys/fs/cgroup"))
}

/// A copy of the mounts at a bind's source, to be attached when the host's tree is out of sight.
fn open_source(bind: &Bind) -> Result<OwnedFd, StepError> {
    let flags =
        OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
    open_tree(CWD, &bind.source, flags).step(|| format!("bind `{}`", bind.source.display()))
}

fn attach(bind: &Bind, source: &OwnedFd) -> Result<(), StepError> {
    let step = || format!("bind `{}` to `{}`", bind.source.display(), bind.target.display());
    let is_directory =
        rustix::fs::fstat(source).map(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_dir());
    if is_directory.step(step)? {
        fs::create_dir_all(&bind.target).step(step)?;
    } else {
        file::make(&bind.target, "").step(step)?;
    }
    move_mount(source.as_fd(), "", CWD, &bind.target, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).step(step)?;
    if bind.access == Access::ReadOnly { make_read_only(&bind.target).step(step) } else { Ok(()) }
}

/// The other flags have to be said again, or they would be gone.
fn make_read_only(target: &Path) -> rustix::io::Result<()> {
    let now = statvfs(target)?.f_flag;
    let kept = [
        (StatVfsMountFlags::NODEV, MountFlags::NODEV),
        (StatVfsMountFlags::NOEXEC, MountFlags::NOEXEC),
        (StatVfsMountFlags::NOSUID, MountFlags::NOSUID),
        (StatVfsMountFlags::NOATIME, MountFlags::NOATIME),
        (StatVfsMountFlags::RELATIME, MountFlags::RELATIME),
    ];
    let kept = kept.into_iter().filter(|(flag, _)| now.contains(*flag)).map(|(_, flag)| flag);
    mount_remount(target, kept.fold(MountFlags::BIND | MountFlags::RDONLY, |all, flag| all | flag), c"")
}

/// `pivot_root(2)` with one directory for both: the old root lies on the new one and is taken off.
fn make_it_the_root(root: &Path) -> Result<(), StepError> {
    let step = || {
        "change the root (on a root file system that the kernel unpacked from an initramfs it cannot be done)"
            .into()
    };
    chdir(root).step(step)?;
    pivot_root(".", ".").step(step)?;
    unmount(".", UnmountFlags::DETACH).step(|| "let go of the host's mounts".into())?;
    chdir("/").step(step)
}

pub(super) fn make_directory(path: &Path, mode: u32) -> Result<(), StepError> {
    let make = || {
        fs::create_dir_all(path)?;
        fs::set_permissions(path, Permissions::from_mode(mode))
    };
    make().step(|| format!("make `{}`", path.display()))
}

pub(super) fn mount_new(
    kind: &str,
    target: &Path,
    flags: MountFlags,
    options: &str,
) -> Result<(), StepError> {
    let data = std::ffi::CString::new(options).map_err(io::Error::from);
    data.and_then(|data| Ok(mount(kind, target, kind, flags, data.as_c_str())?))
        .step(|| format!("mount {kind} at `{}`", target.display()))
}

fn bind(source: &Path, target: &Path) -> Result<(), StepError> {
    mount_bind(source, target).step(|| format!("bind `{}` to `{}`", source.display(), target.display()))
}

fn bind_recursive(source: &Path, target: &Path) -> Result<(), StepError> {
    mount_bind_recursive(source, target)
        .step(|| format!("bind `{}` to `{}`", source.display(), target.display()))
}

fn change_propagation(propagation: MountPropagationFlags) -> Result<(), StepError> {
    mount_change("/", propagation | MountPropagationFlags::REC)
        .step(|| format!("make the mounts {propagation:?}"))
}
