//! Processes named without doubt, and work inside their namespaces.
//!
//! A [`ProcessId`] is a number and a start time, so that a number the kernel has given to somebody else is never
//! signalled. [`Namespaces`] are those of a living process: commands, closures and netlink work run inside them on
//! threads of their own, and every thread is joined. Nothing is mounted and nothing gets a name: namespaces live as
//! long as their processes.
//!
//! Refuses: user, time and cgroup namespaces. Fails: with the kernel's error; a process that has ended is
//! [`std::io::ErrorKind::NotFound`]. Needs Linux 5.8, where `setns(2)` takes a pidfd.

mod child;
mod namespaces;
mod process_id;

pub use child::{wait, wait_with_output};
pub use namespaces::Namespaces;
pub use process_id::ProcessId;
