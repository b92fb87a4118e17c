//! What can go wrong with links, routes and rulesets.

use std::io;

/// A network cannot be made as the plan has it.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The machine has ended, or its namespaces are not ours to enter.
    #[error("cannot work in the network of a machine")]
    Enter(#[source] io::Error),
    /// The kernel refused a link, an address or a route.
    #[error("cannot {action}")]
    Netlink {
        /// What was to be done.
        action: String,
        /// The kernel's answer.
        #[source]
        source: rtnetlink::Error,
    },
    /// A kernel parameter cannot be read or written.
    #[error("cannot set `{parameter}`")]
    Parameter {
        /// Below `/proc/sys`.
        parameter: String,
        /// The kernel's answer.
        #[source]
        source: io::Error,
    },
    /// `nft` cannot run, or refused a ruleset.
    #[error(transparent)]
    Nft(#[from] lab_nft::NftError),
    /// Addresses that the lab wants are in use on the host.
    #[error("`{wanted}` overlaps `{used}`, which this machine has an address in or a route to")]
    InUse {
        /// What the lab wants.
        wanted: ipnet::Ipv4Net,
        /// What is there.
        used: ipnet::Ipv4Net,
    },
    /// No 10.N.0.0/16 is free.
    #[error("no network 10.N.0.0/16 is free on this machine")]
    NoSlot,
    /// The kernel cannot make what a lab is made of.
    #[error("this kernel has no {part}")]
    Kernel {
        /// What is missing.
        part: &'static str,
        /// The module that has it.
        module: &'static str,
    },
}

impl NetworkError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Nft(error) => error.hint(),
            Self::InUse { .. } | Self::NoSlot => {
                Some("choose another network with --vpc, such as 172.31.0.0/16".to_owned())
            }
            Self::Kernel { module, .. } => Some(format!("load it with `modprobe -a {module}`")),
            _ => None,
        }
    }

    pub(crate) fn netlink(action: impl Into<String>) -> impl FnOnce(rtnetlink::Error) -> Self {
        let action = action.into();
        |source| Self::Netlink { action, source }
    }
}
