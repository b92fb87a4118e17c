//! What plans show, for people: findings with their cures, then what is fine and what was not seen.

use std::fmt::Write as _;

use super::finding;
use super::layout::{clean, item, wrap};
use super::{ASIDE, BAD, GOOD, TITLE, UNSURE, counted};
use crate::{PreflightFinding, PreflightLevel, PreflightReport, PreflightVerdict};

/// The whole report.
pub fn preflight(report: &PreflightReport, width: usize) -> String {
    let mut text = read(report, width);
    for finding in &report.findings {
        text += &one(finding, width);
    }
    text += &finding::list("looked at and fine", &report.fine, width);
    let unseen = report.unseen.iter().map(|unseen| match &unseen.way_out {
        Some(way_out) => format!("{} ({way_out})", unseen.reason),
        None => unseen.reason.clone(),
    });
    text += &finding::list("not seen", &unseen.collect::<Vec<_>>(), width);
    text.push('\n');
    text += &last(report);
    text
}

fn read(report: &PreflightReport, width: usize) -> String {
    let plans = report.plans.iter().map(|plan| {
        let created = if plan.creates == 0 {
            String::new()
        } else {
            format!(", creates {}", counted(plan.creates, "Kubernetes object"))
        };
        let words = format!(
            "{}: Terraform {}, {}{created}",
            plan.file,
            plan.terraform,
            counted(plan.resources, "resource")
        );
        format!("{ASIDE}{}{ASIDE:#}\n", wrap(&clean(&words), width, 0))
    });
    plans.collect()
}

fn one(finding: &PreflightFinding, width: usize) -> String {
    let style = match finding.level {
        PreflightLevel::Error => BAD,
        PreflightLevel::Warning => UNSURE,
        PreflightLevel::Note => ASIDE,
    };
    let mut text = format!(
        "\n{style}{}{style:#}  {TITLE}{}{TITLE:#}  {ASIDE}[{}, hop {}]{ASIDE:#}\n",
        finding.level.as_str(),
        clean(&finding.title),
        finding.rule,
        finding.hop
    );
    let _ = writeln!(text, "{}", wrap(&clean(&finding.message), width, 2));
    for address in &finding.addresses {
        text += &item(address, width);
    }
    if finding.level > PreflightLevel::Note {
        text += &finding::fix(&finding.fix, width);
    }
    text
}

fn last(report: &PreflightReport) -> String {
    let of = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (of(PreflightLevel::Error), of(PreflightLevel::Warning));
    match report.verdict {
        PreflightVerdict::Clean => format!("{GOOD}clean{GOOD:#}  nothing seen speaks against applying\n"),
        PreflightVerdict::Findings => {
            format!("{BAD}findings{BAD:#}  {}, {}\n", counted(errors, "error"), counted(warnings, "warning"))
        }
        PreflightVerdict::CannotTell => {
            format!("{UNSURE}cannot tell{UNSURE:#}  what would decide is not seen\n")
        }
    }
}
