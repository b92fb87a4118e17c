//! Where the hierarchies are, out of `/proc/self/mountinfo` (proc(5)).

use std::path::{Path, PathBuf};

use super::Version;
use super::hierarchy::Hierarchy;

/// Mount options of version 1 that are no controllers.
const FLAGS: [&str; 7] =
    ["rw", "ro", "clone_children", "noprefix", "xattr", "release_agent", "cpuset_v2_mode"];

/// Every hierarchy once, where it is mounted first.
pub(super) fn hierarchies(root: &Path, mount_info: &str) -> Vec<Hierarchy> {
    let mut found: Vec<Hierarchy> = Vec::new();
    for hierarchy in mount_info.lines().filter_map(|line| hierarchy(root, line)) {
        let known = found.iter().any(|other| {
            other.version == hierarchy.version && other.mount_controllers == hierarchy.mount_controllers
        });
        if !known {
            found.push(hierarchy);
        }
    }
    found
}

/// `36 35 0:30 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct`
fn hierarchy(root: &Path, line: &str) -> Option<Hierarchy> {
    let (mount, file_system) = line.split_once(" - ")?;
    let directory = unescaped(mount.split(' ').nth(4)?);
    let mut file_system = file_system.split(' ');
    let version = match file_system.next()? {
        "cgroup" => Version::One,
        "cgroup2" => Version::Two,
        _ => return None,
    };
    let options = file_system.nth(1)?;
    let mount_controllers = match version {
        Version::One => {
            options.split(',').filter(|option| is_controller(option)).map(str::to_owned).collect()
        }
        Version::Two => Vec::new(),
    };
    let directory = root.join(directory.strip_prefix("/").unwrap_or(&directory));
    Some(Hierarchy { version, directory, mount_controllers })
}

fn is_controller(option: &str) -> bool {
    !FLAGS.contains(&option.split('=').next().unwrap_or(option))
}

/// The kernel writes space, tab, newline and backslash as `\` and three octal digits.
fn unescaped(path: &str) -> PathBuf {
    let path =
        path.replace(r"\040", " ").replace(r"\011", "\t").replace(r"\012", "\n").replace(r"\134", "\\");
    PathBuf::from(path)
}
