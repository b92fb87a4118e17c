//! One request with all of its answer, which the load generator does not keep.

use std::net::SocketAddr;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Head and body of an answer.
#[derive(Debug)]
pub(crate) struct Answer {
    head: String,
    pub(crate) body: Vec<u8>,
}

/// `GET path` by HTTP/1.0, so that the body ends with the connection and needs no decoding.
pub(crate) async fn get(address: SocketAddr, path: &str, encoding: &str) -> anyhow::Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET {path} HTTP/1.0\r\nhost: {address}\r\naccept: text/html,*/*\r\naccept-encoding: {encoding}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").context("an answer has a head")?;
    let body = answer.split_off(end + 4);
    Ok(Answer { head: String::from_utf8_lossy(&answer).to_ascii_lowercase(), body })
}

impl Answer {
    /// Whether the status is 200.
    pub(crate) fn is_ok(&self) -> bool {
        self.head.split(' ').nth(1) == Some("200")
    }

    /// The value of a header, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    }
}
