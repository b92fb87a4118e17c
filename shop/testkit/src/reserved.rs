//! An address that stays ours while nobody listens on it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use tokio::net::{TcpListener, TcpSocket};

const BACKLOG: u32 = 1024;
const GROUP_ATTEMPTS: usize = 32;

/// A loopback address with a port from the kernel, held by a socket that is bound but does not listen.
///
/// While no listener is open, a connection attempt is refused, and no other process can take the port.
#[derive(Debug)]
pub struct ReservedAddress {
    address: SocketAddr,
    _holder: TcpSocket,
}

impl ReservedAddress {
    /// Reserves a free port on `ip`.
    ///
    /// # Errors
    /// When the kernel has no free port or `ip` is not local.
    pub fn on(ip: IpAddr) -> io::Result<Self> {
        Self::bind(SocketAddr::new(ip, 0))
    }

    /// Reserves one port on each of 127.0.0.1, 127.0.0.2, … `count` addresses in all, as a headless
    /// service has them: many addresses, one port.
    ///
    /// # Errors
    /// When no port is free on all of them after several attempts.
    pub fn group(count: u8) -> io::Result<Vec<Self>> {
        let mut last = None;
        for _ in 0..GROUP_ATTEMPTS {
            match Self::try_group(count) {
                Ok(group) => return Ok(group),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::other("no attempt was made")))
    }

    /// The address reserved.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Opens a listener on the address. Only one should be open at a time, or the kernel shares
    /// connections out between them.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn listen(&self) -> io::Result<TcpListener> {
        socket_on(self.address)?.listen(BACKLOG)
    }

    fn bind(address: SocketAddr) -> io::Result<Self> {
        let holder = socket_on(address)?;
        Ok(Self { address: holder.local_addr()?, _holder: holder })
    }

    fn try_group(count: u8) -> io::Result<Vec<Self>> {
        let mut group: Vec<Self> = Vec::with_capacity(usize::from(count));
        for last_octet in 1..=count {
            let port = group.first().map_or(0, |first| first.address.port());
            let ip = IpAddr::V4(Ipv4Addr::new(127, 0, 0, last_octet));
            group.push(Self::bind(SocketAddr::new(ip, port))?);
        }
        Ok(group)
    }
}

/// The port option lets the holder and one listener share the address.
fn socket_on(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}
