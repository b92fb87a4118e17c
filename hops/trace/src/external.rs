//! What is asked from here: every node's `NodePort`, whether the nodes can be reached at all, and the page.

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use hops_kube::{Snapshot, Target};
use hops_model::{Family, Observation, Outcome, Unseen};
use hops_probe::external::{
    Node, NodePortQuestion, NodeReachQuestion, PageQuestion, SLOW_PAGE, node_port, node_reach,
    page as ask_page, page_over_tls,
};
use hops_probe::tcp;
use hops_probe::tls::Tls;

use crate::{Url, UrlScheme};

mod name;
mod questions;
#[cfg(test)]
mod tests;

pub(crate) use questions::questions;

/// For one connection: three fit twice into the time of a trace without agents.
const CONNECT_LIMIT: Duration = Duration::from_millis(650);
/// For one try to get the page: a connection and three that overlap fit as well.
const PAGE_LIMIT: Duration = Duration::from_millis(1200);
/// There is one page, whichever node hands it out.
const PAGE: &str = "page";

/// What to ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions {
    /// Of every node, if the front Service has a `NodePort`.
    pub(crate) node_port: Option<NodePortQuestion>,
    /// Of every node, if none answers at the `NodePort`.
    pub(crate) node_reach: Option<NodeReachQuestion>,
    /// The page that was named.
    pub(crate) url: Option<Url>,
    /// What there is nobody to ask about.
    pub(crate) unseen: Vec<Unseen>,
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    pub(crate) observations: Vec<Observation>,
    pub(crate) unseen: Vec<Unseen>,
}

/// Asks all of it at once.
pub(crate) async fn ask(questions: &Questions) -> Answers {
    let (at_nodes, page) = tokio::join!(ask_nodes(questions), page(questions));
    let (mut observations, mut unseen) = at_nodes;
    unseen.extend(questions.unseen.clone());
    match page {
        Some(Ok(page)) => observations.push(Observation { subject: PAGE.to_owned(), ..page }),
        Some(Err(why)) => unseen.push(why),
        None => observations.extend(no_page(&observations)),
    }
    Answers { observations, unseen }
}

async fn ask_nodes(questions: &Questions) -> (Vec<Observation>, Vec<Unseen>) {
    let Some(question) = &questions.node_port else { return (Vec::new(), Vec::new()) };
    let reach = async {
        // Who answers does so within one try as a rule, and then there is no need to ask.
        tokio::time::sleep(question.limit).await;
        match &questions.node_reach {
            Some(question) => node_reach(question).await,
            None => Vec::new(),
        }
    };
    let (at_port, reach) = (pin!(node_port(question)), pin!(reach));
    let (at_port, reach) = match select(at_port, reach).await {
        Either::Left((at_port, reach)) if is_silent(&at_port.0) => (at_port, reach.await),
        Either::Left((at_port, _)) => (at_port, Vec::new()),
        Either::Right((reach, at_port)) => (at_port.await, reach),
    };
    let (mut observations, unseen) = at_port;
    if is_silent(&observations) {
        observations.extend(reach);
    }
    (observations, unseen)
}

/// Whether no node says anything: one that refuses is reached.
fn is_silent(at_nodes: &[Observation]) -> bool {
    let silent = |seen: &Observation| matches!(seen.outcome, Outcome::Timeout | Outcome::Prohibited);
    !at_nodes.is_empty() && at_nodes.iter().all(silent)
}

/// `None` where no node answers: there is no page then, and no more to ask.
async fn page(questions: &Questions) -> Option<Result<Observation, Unseen>> {
    if let Some(url) = &questions.url {
        return Some(match name::resolve(url).await {
            Ok(address) => page_of(url, address).await,
            Err(why) => Err(why),
        });
    }
    let nodes = questions.node_port.as_ref()?;
    let address = first_to_answer(nodes).await?;
    let url: Url = address.to_string().parse().ok()?;
    let question = PageQuestion { path: nodes.path.clone(), ..question(url.to_string(), address, &url) };
    Some(ask_page(&question).await)
}

async fn page_of(url: &Url, address: SocketAddr) -> Result<Observation, Unseen> {
    let question = question(url.to_string(), address, url);
    match url.scheme {
        UrlScheme::Http => ask_page(&question).await,
        UrlScheme::Https => {
            let unseen = |failure: hops_probe::Failure| Unseen {
                families: vec![Family::Page],
                reason: format!("GET {url}: {failure}"),
                way_out: None,
            };
            let tls = Tls::to(&url.host).map_err(unseen)?;
            // A session of TLS is large, and every trace would carry the place for one.
            Box::pin(page_over_tls(&question, &tls)).await
        }
    }
}

fn question(text: String, address: SocketAddr, url: &Url) -> PageQuestion {
    let host = url.authority();
    PageQuestion { url: text, address, host, path: url.path.clone(), limit: PAGE_LIMIT, slow: SLOW_PAGE }
}

async fn first_to_answer(question: &NodePortQuestion) -> Option<SocketAddr> {
    let tries = question.nodes.iter().map(|node| async move {
        let address = SocketAddr::new(node.address, question.port);
        tcp::connect(address, question.limit).await.ok().map(|_| address)
    });
    let mut tries: FuturesUnordered<_> = tries.collect();
    while let Some(answer) = tries.next().await {
        if answer.is_some() {
            return answer;
        }
    }
    None
}

/// Where no node answers, nor does the page.
fn no_page(at_nodes: &[Observation]) -> Option<Observation> {
    let first = at_nodes.first()?;
    let outcome = match first.outcome {
        Outcome::Ok | Outcome::Partial => return None,
        Outcome::Refused => Outcome::Refused,
        Outcome::Reset => Outcome::Reset,
        _ => Outcome::Timeout,
    };
    let seen = "no node answers at the NodePort, so there is no page";
    Some(Observation::new(Family::Page, PAGE, outcome, seen))
}
