//! One proxied connection: two directions, each under the fault of the moment.

use std::{io, net::SocketAddr, ops::ControlFlow, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::{mpsc, watch},
    time::Instant,
};

use super::Fault;
use crate::frames::Frames;

const BUFFER: usize = 16 * 1024;
/// 64 MiB, as the length prefix of a gRPC message has it.
const ANNOUNCED: [u8; 4] = (64_u32 << 20).to_be_bytes();
/// A gRPC message starts with one flag byte, then its length.
const PREFIX_FLAG: usize = 1;

/// How a connection ended.
enum End {
    Closed,
    Reset,
}

pub(super) async fn forward(mut client: TcpStream, upstream: SocketAddr, fault: watch::Receiver<Fault>) {
    if *fault.borrow() == Fault::NotHttp2 {
        let _ = client.write_all(b"220 this is another protocol altogether\r\n").await;
        return;
    }
    let Ok(mut server) = TcpStream::connect(upstream).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let end = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        tokio::select! {
            _ = requests(from_client, to_server, fault.clone()) => End::Closed,
            end = answers(from_server, to_client, fault) => end.unwrap_or(End::Closed),
        }
    };
    if let End::Reset = end {
        let _ = client.set_zero_linger();
    }
}

async fn requests(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut fault: watch::Receiver<Fault>,
) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        if current(&mut fault).await? != Fault::BlackHole {
            to.write_all(&buffer[..length]).await?;
        }
    }
}

async fn answers(
    mut from: ReadHalf<'_>,
    to: WriteHalf<'_>,
    mut fault: watch::Receiver<Fault>,
) -> io::Result<End> {
    let (deliver, delivery) = mpsc::unbounded_channel();
    let read = async move {
        let mut frames = Frames::default();
        let mut buffer = vec![0; BUFFER];
        loop {
            let length = from.read(&mut buffer).await?;
            if length == 0 {
                return Ok(End::Closed);
            }
            let fault = current(&mut fault).await?;
            let bytes = &mut buffer[..length];
            let cut = tamper(&mut frames, bytes, fault);
            let delay = if let Fault::Delay(delay) = fault { delay } else { Duration::ZERO };
            if fault != Fault::BlackHole {
                let _ = deliver.send((Instant::now() + delay, bytes[..cut.unwrap_or(length)].to_vec()));
            }
            if cut.is_some() {
                return Ok(End::Reset);
            }
        }
    };
    let (end, written) = tokio::join!(read, write_when_due(to, delivery));
    written.and(end)
}

/// Ends when the reading side has ended and everything due has been written.
async fn write_when_due(
    mut to: WriteHalf<'_>,
    mut delivery: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>,
) -> io::Result<()> {
    while let Some((due, bytes)) = delivery.recv().await {
        tokio::time::sleep_until(due).await;
        to.write_all(&bytes).await?;
    }
    Ok(())
}

/// Waits while the fault says to hold everything back.
async fn current(fault: &mut watch::Receiver<Fault>) -> io::Result<Fault> {
    let fault = fault.wait_for(|fault| *fault != Fault::Hang).await.map_err(io::Error::other)?;
    Ok(*fault)
}

/// Applies a fault to bytes on their way to the client; returns where to cut the connection.
fn tamper(frames: &mut Frames, bytes: &mut [u8], fault: Fault) -> Option<usize> {
    frames.visit_data(bytes, |data, offset| {
        match fault {
            Fault::ResetMidStream => return ControlFlow::Break(data.len() / 2),
            Fault::Garbage => data.fill(0xFF),
            Fault::TooLarge => {
                for (index, byte) in ANNOUNCED.iter().enumerate() {
                    let place = (PREFIX_FLAG + index).checked_sub(offset);
                    if let Some(target) = place.and_then(|place| data.get_mut(place)) {
                        *target = *byte;
                    }
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })
}
