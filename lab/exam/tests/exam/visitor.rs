//! Somebody outside the VPC, with a browser.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The storefront's port on every node.
pub(crate) const NODE_PORT: u16 = 30080;
const TIMEOUT: Duration = Duration::from_secs(3);

/// What came of a request: a page's status and its `X-Marketplace-Source`, or why there is none.
pub(crate) type Page = Result<(u16, String), String>;

/// What is asked, on a connection of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) node: Ipv4Addr,
    pub(crate) port: u16,
    pub(crate) host: &'a str,
    pub(crate) path: &'a str,
    /// The media type that is asked for.
    pub(crate) accept: &'a str,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

/// Asks a node for the storefront's first page.
pub(crate) fn visit(node: Ipv4Addr) -> Page {
    visit_path(node, "/")
}

/// Asks a node for one of the storefront's paths.
pub(crate) fn visit_path(node: Ipv4Addr, path: &str) -> Page {
    let answer = Question { path, ..Question::first_page(node) }.ask()?;
    Ok((answer.status, answer.header("x-marketplace-source").unwrap_or_default()))
}

/// Whether it is a page with live recommendations.
pub(crate) fn is_live(page: &Page) -> bool {
    matches!(page, Ok((200, source)) if source == "live")
}

/// Whether it is a page all the same, without them.
pub(crate) fn is_degraded(page: &Page) -> bool {
    matches!(page, Ok((200, source)) if source != "live")
}

impl Question<'static> {
    /// The first page, at a node's port.
    pub(crate) fn first_page(node: Ipv4Addr) -> Self {
        Self { node, port: NODE_PORT, host: "shop.localtest", path: "/", accept: "text/html" }
    }
}

impl Question<'_> {
    /// The whole answer, or why there is none.
    pub(crate) fn ask(self) -> Result<Answer, String> {
        let answer = self.exchange().map_err(|error| error.to_string())?;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| format!("no HTTP: {head}"))?;
        Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }

    fn exchange(self) -> std::io::Result<Vec<u8>> {
        let Self { node, port, host, path, accept } = self;
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((node, port)), TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }
}

impl Answer {
    /// The value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let of_line = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        self.head.lines().find_map(of_line)
    }

    /// What stands between `<title>` and its end.
    pub(crate) fn title(&self) -> Option<&str> {
        let (_, rest) = self.body.split_once("<title>")?;
        rest.split_once("</title>").map(|(title, _)| title)
    }
}
