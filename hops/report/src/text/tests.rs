use crate::samples;
use crate::{TraceReport, heading, hop_line, state_line, verdict};

/// As a terminal of 80 columns without colour shows it.
fn page(report: &TraceReport) -> String {
    page_of(report, 80)
}

fn page_of(report: &TraceReport, width: usize) -> String {
    let mut text = heading(report.cluster.as_ref(), report.target.as_ref(), width);
    text.extend(report.hops.iter().map(|hop| hop_line(hop, width)));
    text += &verdict(report, width);
    anstream::adapter::strip_str(&text).to_string()
}

macro_rules! pages {
    ($($sample:ident)*) => {$(
        #[test]
        fn $sample() {
            insta::assert_snapshot!(page(&samples::$sample()));
        }
    )*};
}

pages! {
    healthy no_platform wrong_name no_self_rule already_exists
    ambiguous unexplained out_of_reach two_causes beside without_agent many_nodes
}

#[test]
fn nothing_but_a_block_to_copy_and_addresses_is_wider_than_the_page() {
    let report = samples::no_self_rule();
    let fix = &report.diagnosis.findings[0].fix.text;
    for width in [64, 80, 120] {
        for line in page_of(&report, width).lines().filter(|line| !fix.contains(line)) {
            assert!(line.chars().count() <= width || line.contains("://"), "{width}: {line}");
        }
    }
}

#[test]
fn a_block_to_copy_is_there_to_the_letter() {
    let report = samples::no_self_rule();
    let text = page_of(&report, 40);
    assert!(text.contains(&format!("\n\n{}\n", report.diagnosis.findings[0].fix.text)), "{text}");
}

#[test]
fn a_page_does_not_grow_with_the_nodes_that_are_down() {
    let lines = page(&samples::many_nodes()).lines().count();
    assert!(lines < 70, "{lines} lines");
}

#[test]
fn colour_says_nothing_that_words_do_not() {
    let all = [samples::healthy(), samples::no_self_rule(), samples::ambiguous(), samples::unexplained()];
    let lines = all.map(|report| anstream::adapter::strip_str(&state_line(&report)).to_string());
    insta::assert_snapshot!(lines.join("\n"), @r"
    healthy
    FAULT  the nodes' security group does not admit the nodes themselves
    one of  the nodes' security group does not admit the nodes themselves; the security group does not admit UDP 4789
    cannot tell
    ");
}

#[test]
fn what_a_cluster_says_cannot_colour_the_page() {
    let mut report = samples::no_self_rule();
    report.hops[0].line = "\u{1b}[32mall is well\u{1b}[0m".to_owned();
    report.diagnosis.findings[0].evidence[0] = "\u{1b}]0;title\u{7}".to_owned();
    let text = format!("{}{}", hop_line(&report.hops[0], 80), verdict(&report, 80));
    assert!(!text.contains("\u{1b}[32mall") && !text.contains("\u{1b}]"), "{text:?}");
}
