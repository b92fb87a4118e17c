//! A server in this process, on ports that the system chooses.

use std::{net::SocketAddr, time::Duration};

use recommendations::{Config, Location, Sockets, serve};
use shop_service::{Lifecycle, Outcome, ShutdownTimes, Signals, Tasks, metrics::Registry, signals::Trigger};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    time::timeout,
};
use tonic::transport::{Channel, Endpoint};

/// Long for a test, short for a person.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs until it is stopped or dropped.
pub(crate) struct Server {
    pub(crate) channel: Channel,
    pub(crate) grpc: SocketAddr,
    pub(crate) ops: SocketAddr,
    pub(crate) registry: Registry,
    pub(crate) lifecycle: Lifecycle,
    trigger: Trigger,
    outcome: oneshot::Receiver<Outcome>,
    _tasks: Tasks,
}

impl Server {
    /// With events in memory.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With a configuration of its own.
    pub(crate) async fn start_with(configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::hosted(Location::Memory);
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.standard.ops_listen = config.listen;
        configure(&mut config);
        let sockets = Sockets::bind(&config).await.unwrap();
        let (grpc, ops) = (sockets.grpc.local_addr().unwrap(), sockets.ops.local_addr().unwrap());
        let (registry, lifecycle, tasks) =
            (Registry::new(), Lifecycle::new(ShutdownTimes::at_once()), Tasks::new());
        let (trigger, signals) = Signals::by_hand();
        let (ended, outcome) = oneshot::channel();
        let serving = serve(config, sockets, registry.clone(), &lifecycle);
        let running = lifecycle.clone().run(signals, serving, async {});
        tasks.spawn("server", async move {
            let _ = ended.send(running.await.unwrap());
        });
        assert!(timeout(PATIENCE, lifecycle.readiness().changed_from(false)).await.unwrap());
        let channel = Endpoint::from_shared(format!("http://{grpc}")).unwrap().connect_lazy();
        Self { channel, grpc, ops, registry, lifecycle, trigger, outcome, _tasks: tasks }
    }

    /// As SIGTERM would.
    pub(crate) fn ask_to_stop(&self) {
        self.trigger.stop();
    }

    /// Stops and says how that went.
    pub(crate) async fn stop(self) -> Outcome {
        self.ask_to_stop();
        drop(self.channel);
        timeout(PATIENCE, self.outcome).await.unwrap().unwrap()
    }

    /// Head and body of an answer of the operations port.
    pub(crate) async fn ops(&self, path: &str) -> String {
        get(self.ops, path).await
    }
}

/// Head and body of an answer over HTTP/1.1.
pub(crate) async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: ops\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
