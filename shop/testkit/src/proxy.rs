//! A TCP proxy that breaks what passes through it, on command.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot, watch},
};

use crate::{ReservedAddress, owned::Owned};

mod pump;

/// What a [`FaultProxy`] does to connections, those open and those to come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Passes everything on.
    #[default]
    None,
    /// Closes the listener and every connection: a connection attempt is refused.
    Refuse,
    /// Accepts and holds every byte back, both ways, until the fault ends: a process that was stopped.
    Hang,
    /// Accepts and loses every byte, both ways. A connection that lost some is of no use afterwards:
    /// an address whose pod is gone.
    BlackHole,
    /// Delivers every answer this much later.
    Delay(Duration),
    /// Resets the connection (TCP RST) in the middle of the first answer.
    ResetMidStream,
    /// Overwrites the messages of answers with 0xFF; the HTTP/2 frames stay whole.
    Garbage,
    /// Rewrites answers so that they announce a message of 64 MiB.
    TooLarge,
    /// Speaks something that is not HTTP/2.
    NotHttp2,
}

/// A proxy in front of one upstream whose fault can change at any time. It keeps its port, also while
/// it refuses connections.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    commands: mpsc::Sender<Command>,
    accepted: Arc<AtomicU64>,
    _tasks: Owned,
}

/// A new fault, and whom to tell once it is in force.
type Command = (Fault, oneshot::Sender<()>);

impl FaultProxy {
    /// Starts on a free port of `ip` without a fault.
    ///
    /// # Errors
    /// When no port is free or `ip` is not local.
    #[expect(clippy::unused_async, reason = "needs a runtime, and says so by its kind")]
    pub async fn start(upstream: SocketAddr, ip: IpAddr) -> io::Result<Self> {
        Self::start_on(upstream, ReservedAddress::on(ip)?)
    }

    /// Starts on a reserved address without a fault. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the kernel refuses to listen there.
    pub fn start_on(upstream: SocketAddr, address: ReservedAddress) -> io::Result<Self> {
        let (commands, commanded) = mpsc::channel(1);
        let accepted = Arc::<AtomicU64>::default();
        let tasks = Owned::default();
        let listener = Some(address.listen()?);
        let known = address.address();
        let fault = watch::Sender::default();
        let connections = Owned::default();
        let server = Server { address, upstream, listener, fault, accepted: accepted.clone(), connections };
        tasks.spawn(server.run(commanded));
        Ok(Self { address: known, commands, accepted, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the fault for open connections and new ones; it is in force when this returns.
    pub async fn set_fault(&self, fault: Fault) {
        let (in_force, told) = oneshot::channel();
        if self.commands.send((fault, in_force)).await.is_ok() {
            let _ = told.await;
        }
    }

    /// Connections accepted so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

struct Server {
    address: ReservedAddress,
    upstream: SocketAddr,
    listener: Option<TcpListener>,
    fault: watch::Sender<Fault>,
    accepted: Arc<AtomicU64>,
    connections: Owned,
}

impl Server {
    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        loop {
            tokio::select! {
                command = commands.recv() => {
                    let Some((fault, in_force)) = command else { return };
                    self.obey(fault).await;
                    let _ = in_force.send(());
                }
                client = accept(self.listener.as_ref()) => if let Ok(client) = client {
                    self.accepted.fetch_add(1, Ordering::Relaxed);
                    self.connections.spawn(pump::forward(client, self.upstream, self.fault.subscribe()));
                },
            }
        }
    }

    async fn obey(&mut self, fault: Fault) {
        self.fault.send_replace(fault);
        if fault == Fault::Refuse {
            self.listener = None;
            self.connections.shutdown().await;
        } else if self.listener.is_none() {
            self.listener = self.address.listen().ok();
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(client, _)| client),
        None => std::future::pending().await,
    }
}
