//! Whether this kernel has what a lab's network is made of.

use std::thread;

use nix::sched::{CloneFlags, unshare};
use rtnetlink::packet_route::link::LinkMessage;
use rtnetlink::{LinkBridge, LinkVeth, LinkVxlan};
use tokio::runtime::Builder;

use crate::NetworkError;
use lab_nft::{NftError, Place};

/// Rules of every kind that a lab uses.
const RULES: &str = r#"table ip probe {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established ct mark { 1, 2 } accept
    numgen random mod 100 < 1 drop
  }
  chain postrouting { type nat hook postrouting priority srcnat; oifname "eth0" masquerade; }
}
"#;

/// Makes one of each in a network namespace that ends with the call.
///
/// # Errors
/// [`NetworkError::Kernel`] names what is missing; [`NetworkError::Nft`].
pub async fn check() -> Result<(), NetworkError> {
    let checked = tokio::task::spawn_blocking(|| {
        thread::Builder::new().name("probe".to_owned()).spawn(probe)?.join().map_err(|_| probe_panicked())
    });
    let result = checked.await.map_err(std::io::Error::other).and_then(|result| result);
    result.map_err(NetworkError::Enter)?
}

fn probe_panicked() -> std::io::Error {
    std::io::Error::other("the probe of the kernel panicked")
}

/// The thread is the namespace's only inhabitant.
fn probe() -> Result<(), NetworkError> {
    unshare(CloneFlags::CLONE_NEWNET).map_err(|errno| NetworkError::Enter(errno.into()))?;
    let runtime = Builder::new_current_thread().enable_io().build().map_err(NetworkError::Enter)?;
    let links = [
        ("veth", "virtual Ethernet links (veth)", LinkVeth::new("probe-a", "probe-b").build()),
        ("bridge", "bridges", LinkBridge::new("probe-bridge").build()),
        ("vxlan", "VXLAN", LinkVxlan::new("probe-vxlan", 1).port(4789).build()),
    ];
    for (module, part, link) in links {
        runtime.block_on(add(link)).map_err(|_| NetworkError::Kernel { part, module })?;
    }
    match lab_nft::run_blocking(&Place::Here, &["-f", "-"], RULES) {
        Err(NftError::Refused(_)) => Err(NetworkError::Kernel {
            part: "nftables with connection tracking and NAT",
            module: "nf_tables nft_ct nft_masq nft_numgen",
        }),
        other => Ok(other.map(drop)?),
    }
}

async fn add(link: LinkMessage) -> Result<(), NetworkError> {
    let (connection, handle, _messages) = rtnetlink::new_connection().map_err(NetworkError::Enter)?;
    crate::host::drive(connection, async {
        handle.link().add(link).execute().await.map_err(NetworkError::netlink("make a link"))
    })
    .await
}
