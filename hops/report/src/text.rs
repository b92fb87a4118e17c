//! For people: one line for each hop, then the verdict. Every line says in words what its colour says.

mod finding;
mod layout;
mod preflight;
#[cfg(test)]
mod tests;
mod verdict;

use anstyle::{AnsiColor, Style};
use hops_model::Verdict;

use crate::{ClusterFacts, HopReport, HopStatus, TargetFacts, TraceReport};
use layout::{clean, wrap};

pub use preflight::preflight;
pub use verdict::verdict;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const UNSURE: Style = AnsiColor::Yellow.on_default();
const TITLE: Style = Style::new().bold();
const ASIDE: Style = Style::new().dimmed();

/// Room for the longest title of a hop.
const TITLES: usize = 19;
/// Number, title and status, with what is between them.
const MARGIN: usize = 1 + 2 + TITLES + 2 + 6 + 2;

/// What is traced and where, before the first hop.
pub fn heading(cluster: Option<&ClusterFacts>, target: Option<&TargetFacts>, width: usize) -> String {
    let whom = target.map_or_else(String::new, following);
    let place = cluster.map_or_else(String::new, |ClusterFacts { server, nodes, pods }| {
        format!(" on {server} ({}, {})", counted(*nodes, "node"), counted(*pods, "pod"))
    });
    let words = format!("tracing{whom}{place}");
    let lines = wrap(&clean(&words), width, 0);
    format!("{ASIDE}{lines}{ASIDE:#}\n\n")
}

fn following(target: &TargetFacts) -> String {
    let TargetFacts { namespace, service, url, backends } = target;
    let page = url.as_ref().map_or_else(String::new, |url| format!(" ({url})"));
    let behind = if backends.is_empty() { String::new() } else { format!(" → {}", backends.join(", ")) };
    format!(" {namespace}/{service}{page}{behind}")
}

/// The line of one hop, on as many lines of the page as it needs.
pub fn hop_line(hop: &HopReport, width: usize) -> String {
    let (style, status) = match hop.status {
        HopStatus::Ok => (GOOD, "ok"),
        HopStatus::Fault => (BAD, "FAULT"),
        HopStatus::Unseen => (UNSURE, "unseen"),
    };
    let time = hop.took_ms.map_or_else(String::new, |took| format!(" ({})", duration(took)));
    let line = wrap(&clean(&format!("{}{time}", hop.line)), width, MARGIN);
    let line = line.trim_start();
    format!(
        "{} {TITLE}{:<TITLES$}{TITLE:#}  {style}{status:<6}{style:#}  {line}\n",
        format_args!("{:>2}", hop.hop.number()),
        hop.title
    )
}

/// Everything in one line, for a watch that tells only what changes.
pub fn state_line(report: &TraceReport) -> String {
    let diagnosis = &report.diagnosis;
    let titles = |findings: &[hops_model::Finding]| {
        findings.iter().map(|finding| clean(&finding.title)).collect::<Vec<_>>().join("; ")
    };
    match diagnosis.verdict {
        Verdict::Healthy => format!("{GOOD}healthy{GOOD:#}"),
        Verdict::Named => format!("{BAD}FAULT{BAD:#}  {}", titles(&diagnosis.findings)),
        Verdict::Ambiguous => format!("{UNSURE}one of{UNSURE:#}  {}", titles(&diagnosis.candidates)),
        Verdict::CannotTell => format!("{UNSURE}cannot tell{UNSURE:#}"),
    }
}

/// `12 ms`, `1.3 s`.
fn duration(milliseconds: u64) -> String {
    if milliseconds == 0 {
        "< 1 ms".to_owned()
    } else if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{:.1} s", milliseconds as f64 / 1000.0)
    }
}

/// `1 node`, `2 nodes`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
