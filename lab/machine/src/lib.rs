//! A machine out of namespaces: one init process, its services, its limits.
//!
//! [`boot`] re-executes this program as process 1 of new pid, mount, network, UTS and IPC namespaces, with a root
//! file system of its own in which everything may be written and nothing reaches the host. It supervises the
//! machine's services. [`Machine::power_cut`] kills it, which takes along all that runs inside; booting the same
//! directory again finds the disk as it was.
//!
//! Every process is in the machine's control group before it is in its namespaces, so [`teardown`] finds all of
//! them by the group's name alone, whatever became of who booted it. Nothing is mounted on the host.
//!
//! Knows no Kubernetes. Refuses: a directory on overlayfs, a host without the control groups it needs. Fails: with
//! [`BootError`] and [`ControlGroupError`], whose `hint()` says the way out. Needs Linux 5.10.

mod attempts;
mod boot;
pub mod control_group;
pub mod init;
mod machine;
mod spec;

pub use boot::{BootError, boot};
pub use control_group::{ControlGroupError, ControlGroups};
pub use machine::{Machine, teardown};
pub use spec::{
    Access, Bind, Condition, EnvironmentFile, File, Job, Limits, MachineSpec, RuntimeDirectory, Service,
};
