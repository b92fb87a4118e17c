//! Somebody outside the VPC, with a browser.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The storefront's port on every node.
pub(crate) const NODE_PORT: u16 = 30080;
const TIMEOUT: Duration = Duration::from_secs(3);

/// What came of a request: a page's status and its `X-Marketplace-Source`, or why there is none.
pub(crate) type Page = Result<(u16, String), String>;

/// Asks a node for the storefront's first page.
pub(crate) fn visit(node: Ipv4Addr) -> Page {
    visit_path(node, "/")
}

/// Asks a node for one of the storefront's paths.
pub(crate) fn visit_path(node: Ipv4Addr, path: &str) -> Page {
    ask(node, path).map_err(|error| error.to_string()).and_then(|answer| read(&answer))
}

/// Whether it is a page with live recommendations.
pub(crate) fn is_live(page: &Page) -> bool {
    matches!(page, Ok((200, source)) if source == "live")
}

/// Whether it is a page all the same, without them.
pub(crate) fn is_degraded(page: &Page) -> bool {
    matches!(page, Ok((200, source)) if source != "live")
}

fn ask(node: Ipv4Addr, path: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((node, NODE_PORT)), TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {node}\r\nAccept: text/html\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn read(answer: &[u8]) -> Page {
    let answer = String::from_utf8_lossy(answer);
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let source = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("x-marketplace-source: ").map(str::to_owned));
    match (status, source) {
        (Some(status), source) => Ok((status, source.unwrap_or_default())),
        (None, _) => Err(format!("no HTTP: {head}")),
    }
}
