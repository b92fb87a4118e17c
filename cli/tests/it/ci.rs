//! `ninehops ci`: what workflows rely on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{ninehops, run, with_stable_words};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const PLAN: &str = "pipeline/fixtures/changes/plan.json";
const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn ci(arguments: &[&str]) -> String {
    run(ninehops().current_dir(ROOT).arg("ci").args(arguments))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A plan file, its record, and the state that it was made on.
fn sealed(directory: &Path) -> [PathBuf; 3] {
    let [plan, record, state] = ["tfplan", "record.json", "state.json"].map(|name| directory.join(name));
    fs::write(&plan, b"PK\x03\x04a plan").unwrap();
    fs::write(&state, state_of(7)).unwrap();
    let sealing = ninehops()
        .current_dir(ROOT)
        .args(["ci", "seal", text(&plan), "--json", PLAN, "--commit", COMMIT, "--state", text(&state)])
        .output()
        .unwrap();
    assert!(sealing.status.success(), "{sealing:?}");
    fs::write(&record, sealing.stdout).unwrap();
    [plan, record, state]
}

fn state_of(serial: u32) -> String {
    format!(
        r#"{{"version":4,"serial":{serial},"lineage":"f0492b0d","outputs":{{"key":{{"value":"hush hush"}}}}}}"#
    )
}

fn verify([plan, record, state]: &[PathBuf; 3], commit: &str) -> String {
    ci(&["verify-plan", text(plan), text(record), "--commit", commit, "--state", text(state)])
}

#[test]
fn a_plan_becomes_a_comment() {
    let said = ci(&["plan-summary", PLAN, "--title", "apps", "--run-url", "https://github.com/a/b"]);
    assert!(said.starts_with("exit 0\n--- stdout\n<!-- ninehops:plan:apps -->\n"), "{said}");
    assert!(!said.contains("a-secret"), "{said}");
}

#[test]
fn the_plan_that_was_sealed_is_let_through_and_another_is_refused_in_everything() {
    let directory = tempfile::tempdir().unwrap();
    let files = sealed(directory.path());
    let said = verify(&files, COMMIT);
    assert!(said.starts_with("exit 0\n--- stdout\n--- stderr\nthe plan is the one"), "{said}");

    fs::write(&files[0], b"PK\x03\x04another plan").unwrap();
    fs::write(&files[2], state_of(8)).unwrap();
    let said = verify(&files, &COMMIT.replace('a', "b"));
    assert!(!said.contains("hush"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn a_plan_that_is_too_old_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let files = sealed(directory.path());
    let record = fs::read_to_string(&files[1]).unwrap();
    let year = record.split("\"created\": \"").nth(1).unwrap()[..4].to_owned();
    fs::write(&files[1], record.replace(&format!("\"created\": \"{year}"), "\"created\": \"2001")).unwrap();
    let said = verify(&files, COMMIT);
    assert!(said.starts_with("exit 1\n--- stdout\nage: sealed was 2001"), "{said}");
}

#[test]
fn images_are_merged_into_the_file_that_the_roots_take() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("images.auto.tfvars.json");
    let image = |name: &str, digit: &str| format!("docker.io/ninehops/{name}=sha256:{}", digit.repeat(64));
    for (name, digit) in [("recommendations", "a"), ("marketplace", "b"), ("marketplace", "c")] {
        let said = ci(&["digest", &image(name, digit), "--out", text(&out)]);
        assert!(said.starts_with("exit 0\n"), "{said}");
    }
    insta::assert_snapshot!(fs::read_to_string(&out).unwrap());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn the_way_back_is_printed_and_what_changes_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let [before, after] = ["before.json", "after.json"].map(|name| directory.path().join(name));
    for (file, digit) in [(&before, "a"), (&after, "b")] {
        let image = format!("docker.io/ninehops/marketplace=sha256:{}", digit.repeat(64));
        assert!(ci(&["digest", &image, "--out", text(file)]).starts_with("exit 0\n"));
    }
    insta::assert_snapshot!(ci(&["rollback", "--previous", text(&before), "--failed", text(&after)]));
    let same = ci(&["rollback", "--previous", text(&after), "--failed", text(&after)]);
    assert!(same.starts_with("exit 1\n--- stdout\n--- stderr\nrefused: "), "{same}");
    let missing = directory.path().join("missing.json");
    let missing = ci(&["rollback", "--previous", text(&missing), "--failed", text(&after)]);
    assert!(missing.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{missing}");
}

/// The workspace that this is.
#[test]
fn the_paths_of_a_change_say_which_images_are_to_be_built() {
    let directory = tempfile::tempdir().unwrap();
    let (files, metadata) = (directory.path().join("files"), directory.path().join("metadata.json"));
    let cargo = std::process::Command::new(env!("CARGO"))
        .current_dir(ROOT)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .unwrap();
    fs::write(&metadata, cargo.stdout).unwrap();
    let changed = |paths: &str| {
        fs::write(&files, paths).unwrap();
        ci(&["changed", "--files", text(&files), "--metadata", text(&metadata)])
    };
    insta::assert_snapshot!(changed("shop/recommender/src/lib.rs\nREADME.md\n"));
    assert!(changed("shop/api/src/lib.rs").contains("images=[\"marketplace\",\"recommendations\"]\n"));
    assert!(changed("hops/probe/src/lib.rs").contains("images=[\"agent\"]\n"));
    assert!(changed("cli/src/main.rs\0deploy/README.md\0").contains("images=[]\n"));
    assert!(changed("nobody/knows").contains("everything=true\n"));
}

#[test]
fn what_cannot_be_read_is_a_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "<html>\n").unwrap();
    let html = text(&file);
    let commands: &[&[&str]] = &[
        &["plan-summary", html],
        &["seal", html, "--json", PLAN, "--commit", COMMIT, "--state", html],
        &["seal", html, "--json", PLAN, "--commit", "main", "--serial", "1", "--lineage", "a"],
        &["verify-plan", html, html, "--commit", COMMIT, "--state", html],
        &["digest", "--metadata", html],
        &["digest", "docker.io/ninehops/marketplace:1.0=sha256:1"],
        &["rollback", "--previous", html, "--failed", html],
        &["changed", "--files", html, "--metadata", html],
        &["plan-summary", PLAN, "--limit", "10"],
        &["plan-summary", PLAN, "--run-url", "javascript:alert(1)"],
    ];
    let said: Vec<_> = commands.iter().map(|command| ci(command)).collect();
    for said in &said {
        assert!(said.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{said}");
    }
    with_stable_words(|| insta::assert_snapshot!(said.join("\n")));
}
