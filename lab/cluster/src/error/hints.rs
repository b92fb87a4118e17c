//! What to do next.

use super::{LabError, UpError};

impl UpError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotRoot => Some("run it with `sudo`".to_owned()),
            Self::NoNft => Some("install the package `nftables`".to_owned()),
            Self::NoProgram { package, .. } => Some(format!("install the package `{package}`")),
            Self::UserData { .. } => {
                Some("user data is made in `infra/modules/cluster-config`; what of it a lab can do, in `lab/cloud-init`".to_owned())
            }
            Self::CalicoByCloudInit => Some("leave out `--cni calico`".to_owned()),
            Self::ControlGroups(error) => error.hint(),
            Self::Disk { .. } => {
                Some("free some, or name a directory on another disk in NINEHOPS_STATE_DIR".to_owned())
            }
            Self::Inotify { setting, needed, .. } => {
                Some(format!("raise it: `sysctl -w {setting}={needed}`"))
            }
            Self::Blueprint(error) => error.hint(),
            Self::OtherKubernetes { .. } => {
                Some("build this program from the same checkout: `cargo build -p ninehops`".to_owned())
            }
            Self::Network(error) => error.hint(),
            Self::Ruins(error) => error.hint(),
            Self::Running(name) => Some(format!(
                "remove it first: `ninehops lab --name {name} down`, or choose another `--name`"
            )),
            Self::Busy { .. } => Some("wait for it, or end it with Ctrl-C".to_owned()),
            Self::Bundle(error) => error.hint(),
            Self::Archive(error) => error.hint(),
            Self::Boot(error) => error.hint(),
            Self::NoCalico { address, .. } | Self::OtherCalico { address, .. } => {
                Some(format!("put {address} into the directory of `--images`"))
            }
            Self::Image { .. } => Some("put an archive of it into the directory of `--images`".to_owned()),
            Self::Kubeadm { .. }
            | Self::KubeadmSilent { .. }
            | Self::Job { .. }
            | Self::JobSilent { .. }
            | Self::SwitchedOff { .. }
            | Self::Containerd { .. }
            | Self::NotReady { .. } => {
                Some("`--keep` leaves the lab with its logs: `ninehops lab logs NODE`".to_owned())
            }
            Self::Lab(error) => error.hint(),
            _ => None,
        }
    }
}

impl LabError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchLab(name) => Some(format!("boot it: `ninehops lab --name {name} up`")),
            Self::HalfMade(name) => Some(format!("remove it: `ninehops lab --name {name} down`")),
            Self::Stopped(node) => Some(format!("switch it on: `ninehops lab start {node}`")),
            Self::Busy { .. } => Some("wait for it, or end it with Ctrl-C".to_owned()),
            Self::Boot(error) => error.hint(),
            Self::Push(error) => error.hint(),
            _ => None,
        }
    }
}
