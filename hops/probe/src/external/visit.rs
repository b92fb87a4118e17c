//! What a visitor gets at one node: a connection, and on it the page.

use std::net::SocketAddr;
use std::time::Duration;

use hops_model::{Family, Outcome};

use super::{Node, NodePortQuestion, PATIENCE};
use crate::failure::milliseconds;
use crate::http::{self, HttpTarget, Page};
use crate::retry::{Tries, overlapping, three};
use crate::tcp::{self, Reached};
use crate::{Failure, FailureKind};

/// What came of it at one node.
pub(super) struct Visit<'a> {
    pub(super) node: &'a Node,
    pub(super) connection: Tries<Reached>,
    /// Each on a connection of its own, a page last if there is one; none where it was not asked for.
    pages: Vec<Try>,
}

/// `Ok` on a connection that opened.
type Try = Result<Result<Page, Failure>, Failure>;

/// Connects, and asks for the page if it `wants` it.
pub(super) async fn visit<'a>(question: &NodePortQuestion, node: &'a Node, wants: bool) -> Visit<'a> {
    let address = SocketAddr::new(node.address, question.port);
    let connection = three(|| tcp::connect(address, question.limit)).await;
    let mut pages = Vec::new();
    if wants && connection.answer().is_some() {
        let host = if question.host.is_empty() { address.to_string() } else { question.host.clone() };
        let target = HttpTarget { address, host, path: question.path.clone() };
        let ask = || http::get_once_open(&target, question.limit, question.page_limit);
        pages = overlapping(Duration::ZERO, PATIENCE, ask, |answer| matches!(answer, Ok(Ok(_)))).await;
    }
    Visit { node, connection, pages }
}

impl Visit<'_> {
    /// Whether HTTP was spoken, whatever it said.
    pub(super) fn has_page(&self) -> bool {
        matches!(self.pages.last(), Some(Ok(Ok(_))))
    }

    /// `None` when nothing was learned about the node.
    ///
    /// What is said on an open connection is not judged, only whether anything is; one of three tries is enough.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        match self.connection.outcome(Family::NodePort) {
            Some(Outcome::Ok) if !self.pages.is_empty() && !self.has_page() => Some(self.without_page()),
            outcome => outcome,
        }
    }

    fn without_page(&self) -> Outcome {
        let all_are =
            |kind| self.pages.iter().all(|page| matches!(page, Ok(Err(failure)) if failure.kind == kind));
        let is_closed = |page: &Try| matches!(page, Err(failure) if failure.kind != FailureKind::Local);
        if all_are(FailureKind::Timeout) {
            Outcome::Silent
        } else if all_are(FailureKind::Reset) {
            Outcome::Reset
        } else if self.pages.iter().any(is_closed) {
            Outcome::Partial
        } else {
            Outcome::Ok
        }
    }

    /// In words, the address first.
    pub(super) fn seen(&self, question: &NodePortQuestion) -> String {
        let address = SocketAddr::new(self.node.address, question.port);
        let connection = match &self.connection {
            Tries::Ok(reached) => format!("connects in {}", milliseconds(reached.took)),
            Tries::Partial { failures, .. } => {
                format!("connects at try {}, the first: {}", failures.len() + 1, failures[0])
            }
            Tries::Fault { failures } => self
                .connection
                .fault()
                .map_or_else(String::new, |fault| format!("{} tries: {fault}", failures.len())),
        };
        format!("{address} {connection}{}", self.page_seen(&question.path))
    }

    fn page_seen(&self, path: &str) -> String {
        let tries = match self.pages.len() {
            0 | 1 => String::new(),
            more => format!(", {more} tries"),
        };
        match self.pages.last() {
            Some(Ok(Ok(page))) if self.pages.len() > 1 => {
                format!(", GET {path}{tries}: status {} after {}", page.status, milliseconds(page.took))
            }
            Some(Ok(Ok(page))) => format!(", status {} after {}", page.status, milliseconds(page.took)),
            Some(Ok(Err(failure))) => format!(", GET {path}{tries}: {failure}"),
            Some(Err(failure)) => format!(", GET {path}{tries}: no connection, {failure}"),
            None => String::new(),
        }
    }
}
