//! Somebody with a browser.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::cluster::Door;

const TIMEOUT: Duration = Duration::from_secs(3);
/// More than any page has.
const LONGEST: u64 = 1 << 20;

/// What came of a visit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Page {
    /// With recommendations of this moment.
    Live,
    /// Without them.
    Degraded,
    /// Another status.
    Status(u16),
    /// None, and why.
    None(String),
}

/// Asks a node for the first page, on a connection of its own.
pub(crate) async fn visit(door: Door<'_>) -> Page {
    match timeout(TIMEOUT, exchange(door)).await {
        Err(_) => Page::None("no answer".to_owned()),
        Ok(Err(error)) => Page::None(error.to_string()),
        Ok(Ok(answer)) => page(&String::from_utf8_lossy(&answer)),
    }
}

async fn exchange(door: Door<'_>) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((door.address, door.port)).await?;
    let request = "GET / HTTP/1.1\r\nHost: shop.localtest\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    Ok(answer)
}

fn page(answer: &str) -> Page {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let Some(status) = head.split(' ').nth(1).and_then(|status| status.parse().ok()) else {
        return Page::None("no HTTP".to_owned());
    };
    let source = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-marketplace-source").then(|| value.trim())
    });
    match (status, source) {
        (200, Some("live")) => Page::Live,
        (200, _) => Page::Degraded,
        (status, _) => Page::Status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_head() {
        for (answer, expected) in [
            ("HTTP/1.1 200 OK\r\nX-Marketplace-Source: live\r\n\r\n<html>", Page::Live),
            ("HTTP/1.1 200 OK\r\nx-marketplace-source: default\r\n\r\n", Page::Degraded),
            ("HTTP/1.1 200 OK\r\n\r\nX-Marketplace-Source: live", Page::Degraded),
            ("HTTP/1.1 503 Busy\r\n\r\n", Page::Status(503)),
            ("", Page::None("no HTTP".to_owned())),
        ] {
            assert_eq!(page(answer), expected, "{answer}");
        }
    }
}
