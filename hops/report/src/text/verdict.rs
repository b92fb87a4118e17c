//! What all hops together mean.

use anstyle::Style;
use hops_model::{Diagnosis, Finding, NextProbe, Observation, Unseen, Verdict};

use super::finding::{body, fix, list, why};
use super::layout::{clean, item, wrap};
use super::{BAD, GOOD, TITLE, UNSURE, counted, duration};
use crate::TraceReport;

/// The verdict, and everything that it rests on; empty lines between its parts, one before it.
pub fn verdict(report: &TraceReport, width: usize) -> String {
    let diagnosis = &report.diagnosis;
    let mut text = match diagnosis.verdict {
        Verdict::Healthy => headline(GOOD, "healthy:", "nothing wrong was seen", width),
        Verdict::Named => named(&diagnosis.findings, width),
        Verdict::Ambiguous => ambiguous(&diagnosis.candidates, width),
        Verdict::CannotTell => headline(UNSURE, "cannot tell:", why_not(report), width),
    };
    text += &unexplained(diagnosis, width);
    text += &beside(&diagnosis.beside, width);
    text += &unseen(&diagnosis.unseen, width);
    text += &diagnosis.next.as_ref().map_or_else(String::new, |next| next_question(next, width));
    text + &format!("\n{} in {}\n", counted(answers(report), "answer"), duration(report.took_ms))
}

fn headline(style: Style, word: &str, words: &str, width: usize) -> String {
    let lines = wrap(&clean(&format!("{word} {words}")), width, 0);
    let (_, rest) = lines.split_at(word.len());
    format!("\n{style}{word}{style:#}{rest}\n")
}

fn named(findings: &[Finding], width: usize) -> String {
    let count = findings.len();
    let one = |(index, finding): (usize, &Finding)| {
        let which = if count == 1 { String::new() } else { format!(" {} of {count}", index + 1) };
        headline(BAD, &format!("cause{which}{}:", place(finding)), &finding.title, width)
            + &why(finding, width)
            + &body(finding, width)
    };
    findings.iter().enumerate().map(one).collect()
}

fn place(finding: &Finding) -> String {
    format!(" at hop {} ({})", finding.hop.number(), finding.hop.title())
}

fn ambiguous(candidates: &[Finding], width: usize) -> String {
    let words = format!("{} causes fit what was seen, and they want different cures", candidates.len());
    let mut text = headline(UNSURE, "cannot tell which:", &words, width);
    for (index, candidate) in candidates.iter().enumerate() {
        let word = format!("{}.{}:", index + 1, place(candidate));
        text += &headline(TITLE, &word, &candidate.title, width);
        text += &why(candidate, width);
        text += &list("evidence", &candidate.evidence, width);
        text += &fix(&candidate.fix, width);
    }
    text
}

fn why_not(report: &TraceReport) -> &'static str {
    if !report.diagnosis.unexplained.is_empty() {
        "something is wrong that no known cause explains"
    } else if report.cluster.is_none() {
        "the cluster could not be asked"
    } else {
        "too little was seen to say that all is well"
    }
}

fn unexplained(diagnosis: &Diagnosis, width: usize) -> String {
    let sentences: Vec<_> = diagnosis.unexplained.iter().map(Observation::said).collect();
    list("not explained by any cause", &sentences, width)
}

fn beside(findings: &[Finding], width: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{TITLE}also wrong, but not on the way of this request{TITLE:#}\n");
    for finding in findings {
        let why = finding.evidence.first().map_or_else(String::new, |evidence| format!(": {evidence}"));
        text += &item(&format!("{}{why}", finding.title), width);
    }
    text + &findings.iter().map(|finding| fix(&finding.fix, width)).collect::<String>()
}

/// So many reasons are read why the same questions went unasked; the JSON has all.
const READ: usize = 3;

fn unseen(unseen: &[Unseen], width: usize) -> String {
    if unseen.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{TITLE}not looked at{TITLE:#}\n");
    for alike in of_the_same_questions(unseen) {
        let (told, more) = alike.split_at(alike.len().min(READ));
        for unseen in told {
            text += &item(&format!("{}: {}", questions(unseen), unseen.reason), width);
            text += &way_out(unseen, width);
        }
        if let [first, ..] = more {
            text += &item(&format!("{}: and {} more like these", questions(first), more.len()), width);
        }
    }
    text
}

/// In the order of the first of each: of a hundred silent agents each is a reason of its own.
fn of_the_same_questions(unseen: &[Unseen]) -> Vec<Vec<&Unseen>> {
    let mut groups: Vec<Vec<&Unseen>> = Vec::new();
    for unseen in unseen {
        match groups.iter_mut().find(|group| group[0].families == unseen.families) {
            Some(group) => group.push(unseen),
            None => groups.push(vec![unseen]),
        }
    }
    groups
}

fn way_out(unseen: &Unseen, width: usize) -> String {
    let Some(way_out) = &unseen.way_out else { return String::new() };
    format!("{}\n", wrap(&clean(&format!("to see it: {way_out}")), width, 4))
}

fn questions(unseen: &Unseen) -> String {
    let names: Vec<_> = unseen.families.iter().map(|family| family.row().name).collect();
    match names.as_slice() {
        [] => "something".to_owned(),
        [first, second, third, _, rest @ ..] => {
            format!("{first}, {second}, {third} and {} more", rest.len() + 1)
        }
        few => few.join(", "),
    }
}

fn next_question(next: &NextProbe, width: usize) -> String {
    let row = next.family.row();
    let words = format!(
        "what would tell more: {}? ({}; leaves {} at worst)",
        row.question,
        row.name,
        counted(next.remaining, "cause")
    );
    format!("\n{}\n", wrap(&words, width, 0))
}

fn answers(report: &TraceReport) -> usize {
    report.hops.iter().map(|hop| hop.observations.len()).sum()
}
