//! Files that are no plans, and what is said of them.

use std::path::Path;

use hops_plan::{Plan, PlanError};

fn refused(bytes: &[u8]) -> PlanError {
    Plan::parse(bytes, Path::new("plan.json")).expect_err("it is no plan")
}

/// The sentence and what to do.
fn said(bytes: &[u8]) -> String {
    let error = refused(bytes);
    format!("{error} | {}", error.hint().unwrap_or("-"))
}

fn fixture() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/separate-rules/plan.json"))
        .expect("a fixture")
}

#[test]
fn every_mistake_has_its_sentence() {
    let inputs: &[(&str, &[u8])] = &[
        ("empty", b"  \n"),
        ("plan file", b"PK\x03\x04rest"),
        ("html", b"<!DOCTYPE html><html></html>"),
        ("utf-16", b"\xff\xfe{\0}\0"),
        ("words", b"No changes."),
        ("log", br#"{"@level":"info","@message":"Terraform 1.11.4"}"#),
        ("log of several lines", b"{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n"),
        ("state file", br#"{"version":4,"serial":1,"resources":[]}"#),
        ("state", br#"{"format_version":"1.0","values":{}}"#),
        ("other JSON", br#"{"a":1}"#),
        ("nothing planned", br#"{"format_version":"1.2"}"#),
        ("version 2", br#"{"format_version":"2.0","resource_changes":[]}"#),
        ("version as number", br#"{"format_version":2,"resource_changes":[]}"#),
        ("version 0", br#"{"format_version":"0.1","resource_changes":[]}"#),
        ("truncated", br#"{"format_version":"1.2","resource_changes":[{"addr"#),
        ("comma", br#"{"format_version":"1.2",,}"#),
        ("shape", br#"{"format_version":"1.2","resource_changes":{"a":1}}"#),
        (
            "address",
            br#"{"format_version":"1.2","resource_changes":[{"address":"?","change":{"actions":[]}}]}"#,
        ),
    ];
    let all: Vec<_> = inputs.iter().map(|(name, bytes)| format!("{name}: {}", said(bytes))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_plan_cut_anywhere_is_refused_with_a_sentence() {
    let bytes = fixture();
    for end in (0..bytes.len() - 1).step_by(101) {
        let sentence = refused(&bytes[..end]).to_string();
        assert!(sentence.contains("plan.json"), "{end}: {sentence}");
    }
}

#[test]
fn deep_nesting_is_refused() {
    let mut bytes = br#"{"format_version":"1.2","resource_changes":"#.to_vec();
    bytes.extend(std::iter::repeat_n(b'[', 100_000));
    bytes.extend(std::iter::repeat_n(b']', 100_000));
    bytes.push(b'}');
    assert!(matches!(refused(&bytes), PlanError::Malformed { .. }));
}

#[test]
fn a_file_longer_than_the_limit_is_not_read_to_its_end() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plan.json");
    // A file with a hole: it takes no room.
    std::fs::File::create(&path).unwrap().set_len(8 * 1024 * 1024 * 1024).unwrap();
    assert!(matches!(Plan::read(&path), Err(PlanError::TooLong { .. })));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Plan::read(Path::new("nowhere/plan.json")).expect_err("there is none");
    assert_eq!(error.to_string(), "cannot read plan `nowhere/plan.json`");
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(fixture());
    assert!(Plan::parse(&bytes, Path::new("plan.json")).is_ok());
}
