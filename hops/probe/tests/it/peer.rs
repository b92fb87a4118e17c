//! A peer that answers bytes with bytes.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// Gone with its listener when it is dropped.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Peer {
    /// Reads something from each connection, writes `answer` and closes it in good order.
    pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::playing(vec![answer.into()]).await
    }

    /// Answers the first connection with the first answer and so on; from the last one on, with that.
    pub(crate) async fn playing(answers: Vec<Vec<u8>>) -> Self {
        let (listener, address) = listener().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut answers = answers.into_iter();
            let mut answer = answers.next().unwrap_or_default();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut asked = [0; 4096];
                // Who only connects and goes has asked nothing.
                if stream.read(&mut asked).await.unwrap_or(0) == 0 {
                    continue;
                }
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
                answer = answers.next().unwrap_or(answer);
            }
        });
        Self { address, _tasks: tasks }
    }

    /// Answers each datagram with what `answer` makes of it, in that order.
    pub(crate) async fn datagrams(answer: impl Fn(&[u8]) -> Vec<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = socket.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut asked = [0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut asked).await {
                for datagram in answer(&asked[..length]) {
                    socket.send_to(&datagram, from).await.unwrap();
                }
            }
        });
        Self { address, _tasks: tasks }
    }

    /// Runs `serve` on a listener until it is dropped.
    pub(crate) async fn running<F>(serve: impl FnOnce(TcpListener) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (listener, address) = listener().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener));
        Self { address, _tasks: tasks }
    }
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}
