//! The page, asked from here as a browser would.

use std::net::SocketAddr;
use std::time::Duration;

use hops_model::{Family, Observation, Outcome, Unseen};

use super::PATIENCE;
use crate::Failure;
use crate::failure::milliseconds;
use crate::http::{self, HttpTarget, Page};
use crate::retry::overlapping;

/// Before the next try: a page without the backend's part may be the last of a pod that ends.
const PAUSE: Duration = Duration::from_millis(200);

/// The question for the page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageQuestion {
    /// As the user wrote it: subject and fact.
    pub url: String,
    /// Where the connection goes.
    pub address: SocketAddr,
    /// For the `Host` header.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// For each of three tries.
    pub limit: Duration,
    /// An answer that takes longer is slow.
    pub slow: Duration,
}

/// Asks for the page, until one is as it should be, three times at most: one observation of [`Family::Page`].
///
/// A page is degraded when `X-Marketplace-Source` is `default` or `none`; `stale` is an answer of the backend's, if an
/// old one. A page without that header is judged by its status alone. Three tries that differ are told by what most of
/// them came to.
///
/// # Errors
/// When this machine could not ask.
pub async fn page(question: &PageQuestion) -> Result<Observation, Unseen> {
    let target = question.target();
    asked(question, || http::get(&target, question.limit)).await
}

/// Like [`page()`], over TLS.
///
/// # Errors
/// When this machine could not ask.
#[cfg(feature = "tls")]
pub async fn page_over_tls(question: &PageQuestion, tls: &crate::tls::Tls) -> Result<Observation, Unseen> {
    let target = question.target();
    asked(question, || http::get_over_tls(&target, tls, question.limit)).await
}

impl PageQuestion {
    fn target(&self) -> HttpTarget {
        HttpTarget { address: self.address, host: self.host.clone(), path: self.path.clone() }
    }
}

async fn asked<F>(question: &PageQuestion, get: impl Fn() -> F) -> Result<Observation, Unseen>
where
    F: Future<Output = Result<Page, Failure>>,
{
    let ask = || async {
        let answer = get().await;
        let outcome = judge(&answer, question.slow);
        (answer, outcome)
    };
    let answers = overlapping(PAUSE, PATIENCE, ask, |(_, outcome)| *outcome == Some(Outcome::Ok)).await;
    told(question, &answers)
}

type Judged = (Result<Page, Failure>, Option<Outcome>);

fn judge(answer: &Result<Page, Failure>, slow: Duration) -> Option<Outcome> {
    let page = match answer {
        Ok(page) => page,
        Err(failure) => return failure.kind.outcome(Family::Page),
    };
    Some(match (page.status, page.source.as_deref()) {
        (500..=599, _) => Outcome::ServerError,
        (_, Some("default" | "none")) => Outcome::Degraded,
        _ if page.took > slow => Outcome::Slow,
        _ => Outcome::Ok,
    })
}

fn told(question: &PageQuestion, answers: &[Judged]) -> Result<Observation, Unseen> {
    let often = |judged: &&Judged| answers.iter().filter(|other| other.1 == judged.1).count();
    let good = answers.iter().find(|(_, outcome)| *outcome == Some(Outcome::Ok));
    let spoken_of = good.or_else(|| answers.iter().max_by_key(often));
    let (answer, outcome) = spoken_of.expect("the page was asked for at least once");
    let seen = seen(question, answer, answers.len());
    let Some(outcome) = *outcome else {
        return Err(Unseen { families: vec![Family::Page], reason: seen, way_out: None });
    };
    let url = &question.url;
    let observation = Observation::new(Family::Page, format!("page {url}"), outcome, seen).fact("url", url);
    Ok(match answer {
        Ok(page) => observation.took(page.took).fact("status", page.status.to_string()),
        Err(_) => observation,
    })
}

fn seen(question: &PageQuestion, answer: &Result<Page, Failure>, count: usize) -> String {
    let tried = match count {
        1 => format!("GET {}", question.url),
        more => format!("GET {}, {more} tries", question.url),
    };
    match answer {
        Ok(page) => {
            let source = page.source.as_ref().map(|source| format!(", recommendations `{source}`"));
            let source = source.unwrap_or_default();
            format!("{tried}: status {} after {}{source}", page.status, milliseconds(page.took))
        }
        Err(failure) => format!("{tried}: {failure}"),
    }
}
