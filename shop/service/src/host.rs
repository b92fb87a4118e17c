//! What the machine, or the container, calls itself.

use std::fs;

/// The host's name; in a pod it is the pod's unless its manifest says otherwise. `None` when the kernel has none.
pub fn host_name() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
