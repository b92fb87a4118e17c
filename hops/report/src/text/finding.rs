//! A cause: why it is believed, what else it explains, and its cure as a block that can be pasted.

use hops_model::{Finding, FixKind, FixText};

use super::layout::{clean, item, wrap};
use super::{ASIDE, TITLE};

/// So many sentences of evidence are read; the JSON has all.
const READ: usize = 6;

/// All of a finding below its heading.
pub(super) fn body(finding: &Finding, width: usize) -> String {
    let mut text = list("evidence", &finding.evidence, width);
    text += &list("also explained by it", &finding.explains, width);
    text += &fix(&finding.fix, width);
    text += &sources(&finding.sources);
    text
}

/// The line below the heading: why what was seen means this.
pub(super) fn why(finding: &Finding, width: usize) -> String {
    if finding.why.is_empty() {
        return String::new();
    }
    let lines = wrap(&clean(&format!("why: {}", finding.why)), width, 0);
    format!("{}\n", lines.replacen("why:", &format!("{TITLE}why:{TITLE:#}"), 1))
}

/// A list under its heading, or nothing.
pub(super) fn list(heading: &str, sentences: &[String], width: usize) -> String {
    let mut told: Vec<&String> = Vec::new();
    for sentence in sentences {
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    if told.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{TITLE}{heading}{TITLE:#}\n");
    text.extend(told.iter().take(READ).map(|sentence| item(sentence, width)));
    if told.len() > READ {
        text += &item(&format!("and {} more like these", told.len() - READ), width);
    }
    text
}

/// The block stands at the left edge: it is there to be copied.
pub(super) fn fix(fix: &FixText, width: usize) -> String {
    let summary = wrap(&clean(&format!("fix: {}{}", fix.summary, written_in(fix.kind))), width, 0);
    let summary = summary.replacen("fix:", &format!("{TITLE}fix:{TITLE:#}"), 1);
    let block = clean(fix.text.trim_matches('\n'));
    let block = match fix.kind {
        FixKind::Words => block.lines().map(|line| wrap(line, width, 0)).collect::<Vec<_>>().join("\n"),
        FixKind::Hcl | FixKind::Command | FixKind::Yaml => block,
    };
    if block.trim().is_empty() { format!("\n{summary}\n") } else { format!("\n{summary}\n\n{block}\n") }
}

fn written_in(kind: FixKind) -> &'static str {
    match kind {
        FixKind::Hcl => " (Terraform)",
        FixKind::Yaml => " (Kubernetes manifest)",
        FixKind::Command | FixKind::Words => "",
    }
}

fn sources(sources: &[String]) -> String {
    if sources.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = sources.iter().map(|source| format!("  {}", clean(source))).collect();
    format!("\n{ASIDE}read more\n{}{ASIDE:#}\n", lines.join("\n"))
}
