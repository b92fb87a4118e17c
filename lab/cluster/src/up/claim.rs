//! Addresses that are this `up`'s until its lab's routes say so.

use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};

use ipnet::Ipv4Net;
use lab_plan::Slot;
use lab_vpc::NetworkError;
use lab_vpc::host::Addresses;

use crate::error::UpError;

/// Two networks that no other `up` of this host takes as long as this is held. It ends with the process and leaves no
/// file: each is the name of an abstract socket (unix(7)).
#[derive(Debug)]
pub(crate) struct Claim {
    /// What was claimed.
    pub(crate) slot: Slot,
    _sockets: [UnixListener; 2],
}

/// Claims `vpc`, or else the first that is free, and a network beside it for the outside.
pub(crate) async fn claim(vpc: Option<Ipv4Net>) -> Result<Claim, UpError> {
    let addresses = Addresses::in_use().await?;
    if let Some(vpc) = vpc {
        addresses.is_free(vpc)?;
    }
    for slot in Slot::all() {
        let slot = Slot { vpc: vpc.unwrap_or(slot.vpc), ..slot };
        let Some(sockets) = bind(slot)? else { continue };
        // Looked at after the claim: whoever had it before may have used it.
        if Addresses::in_use().await?.has_room_for(slot) {
            return Ok(Claim { slot, _sockets: sockets });
        }
    }
    Err(NetworkError::NoSlot.into())
}

/// `None` when one is claimed already.
fn bind(slot: Slot) -> Result<Option<[UnixListener; 2]>, UpError> {
    let socket = |network: Ipv4Net| {
        let name = SocketAddr::from_abstract_name(format!("ninehops/{network}"))?;
        UnixListener::bind_addr(&name)
    };
    match socket(slot.vpc).and_then(|vpc| Ok([vpc, socket(slot.internet)?])) {
        Ok(sockets) => Ok(Some(sockets)),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Ok(None),
        Err(source) => Err(UpError::Io { doing: "claim", path: slot.vpc.to_string().into(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_claimed_is_nobody_elses_until_it_is_let_go() {
        // No lab has these.
        let slot =
            Slot { vpc: "192.0.2.0/24".parse().unwrap(), internet: "198.51.100.0/29".parse().unwrap() };
        let beside = Slot { internet: "203.0.113.0/29".parse().unwrap(), ..slot };
        let held = bind(slot).unwrap();
        assert!(held.is_some());
        assert!(bind(slot).unwrap().is_none());
        assert!(bind(beside).unwrap().is_none(), "one of the two is taken");
        drop(held);
        assert!(bind(beside).unwrap().is_some());
    }
}
