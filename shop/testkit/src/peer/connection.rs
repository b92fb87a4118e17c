//! The peer's listener and its HTTP/2 connections.

use hyper::server::conn::http2;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

use crate::owned::Owned;

/// Accepts until `draining`; then stays until its connections have ended.
pub(super) async fn accept(listener: TcpListener, routes: Routes, draining: CancellationToken) {
    let connections = Owned::default();
    loop {
        tokio::select! {
            () = draining.cancelled() => break,
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                let _ = stream.set_nodelay(true);
                connections.spawn(serve(stream, routes.clone(), draining.clone()));
            },
        }
    }
    drop(listener);
    connections.join_all().await;
}

async fn serve(stream: TcpStream, routes: Routes, draining: CancellationToken) {
    let service = TowerToHyperService::new(routes);
    let connection =
        http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = draining.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
