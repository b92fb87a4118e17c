//! Where peers ask.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hops_agent::PORT;
use hops_probe::echo::{self, Limits};
use tokio::net::{TcpListener, UdpSocket};

use crate::{Served, datagram};

/// Peers open connections and close them; that is all.
const LIMITS: Limits = Limits { connections: 64, idle: Duration::from_secs(5), bytes: 64 << 10 };

/// What answers, or else why nothing does.
pub(crate) async fn listen() -> (Option<Served>, Option<String>) {
    let any = SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT));
    let any_v4 = SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT));
    // A kernel without IPv6 has no address that means both.
    let sockets = match bind(any).await {
        Ok(sockets) => Ok(sockets),
        Err(_) => bind(any_v4).await,
    };
    match sockets {
        Ok((listener, socket)) => (Some(Box::pin(serve(listener, socket))), None),
        Err(error) => (None, Some(format!("cannot listen at port {PORT}: {error}; peers get no answer"))),
    }
}

async fn bind(address: SocketAddr) -> io::Result<(TcpListener, UdpSocket)> {
    Ok((TcpListener::bind(address).await?, UdpSocket::bind(address).await?))
}

async fn serve(listener: TcpListener, socket: UdpSocket) {
    tokio::select! {
        () = echo::serve(listener, LIMITS) => (),
        () = datagram::serve(socket) => (),
    }
}
