//! `ninehops preflight`: what scripts rely on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::process::{ninehops, run, with_stable_words};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn plan(name: &str) -> PathBuf {
    Path::new("hops/plan/fixtures").join(name).join("plan.json")
}

fn offline(name: &str) -> Command {
    let mut command = ninehops();
    command.current_dir(ROOT).args(["preflight", "--offline"]).arg(plan(name));
    command
}

#[test]
fn a_rule_that_is_missing_is_found_and_told_to_people() {
    insta::assert_snapshot!(run(&mut offline("no-vxlan-rule")));
}

#[test]
fn a_plan_without_a_fault_is_clean() {
    let text = run(&mut offline("inline-rules"));
    assert!(text.starts_with("exit 0\n"), "{text}");
}

#[test]
fn what_a_code_host_gets_is_sarif() {
    let output = offline("no-vxlan-rule").args(["--format", "sarif"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"].as_array().unwrap().len(), 1);
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["name"], "ninehops preflight");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert!(result["ruleId"].is_string(), "{result}");
        assert!(result["message"]["text"].is_string(), "{result}");
    }
}

/// Both commands that read a plan refuse it.
#[test]
fn what_is_no_plan_is_refused_in_a_sentence() {
    let whole = fs::read_to_string(Path::new(ROOT).join(plan("no-vxlan-rule"))).unwrap();
    let mut other_version: Value = serde_json::from_str(&whole).unwrap();
    other_version["format_version"] = "7.0".into();
    let directory = tempfile::tempdir().unwrap();
    let bad = [
        ("truncated", Some(whole[..whole.len() / 2].to_owned())),
        ("html", Some("<!doctype html>\n<title>Sign in</title>\n".to_owned())),
        ("other-version", Some(other_version.to_string())),
        ("empty", Some(String::new())),
        ("absent", None),
    ];
    for (name, text) in bad {
        let file = directory.path().join(format!("{name}.json"));
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        let preflight = run(ninehops().args(["preflight", "--offline"]).arg(&file));
        let adopt = run(ninehops().arg("adopt").arg(&file));
        for said in [&preflight, &adopt] {
            assert!(said.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{said}");
        }
        with_stable_words(|| insta::assert_snapshot!(format!("no-plan-{name}"), preflight));
    }
}

#[test]
fn every_file_that_is_no_plan_is_named_not_only_the_first() {
    let directory = tempfile::tempdir().unwrap();
    let said = run(ninehops()
        .args(["preflight", "--offline"])
        .args([directory.path().join("one.json"), directory.path().join("two.json")]));
    assert!(said.starts_with("exit 2\n"), "{said}");
    assert!(said.contains("one.json") && said.contains("two.json"), "{said}");
}

#[test]
fn a_cluster_that_is_not_there_takes_nothing_from_the_findings() {
    let directory = tempfile::tempdir().unwrap();
    let absent = directory.path().join("config");
    let said = run(offline("no-vxlan-rule").arg("--kubeconfig").arg(absent));
    assert!(said.starts_with("exit 1\n"), "{said}");
}
