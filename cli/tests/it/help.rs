//! Help that teaches.

use crate::process::{ninehops, run};

fn assert_help(name: &str, arguments: &[&str]) {
    insta::assert_snapshot!(name, run(ninehops().args(arguments)));
}

fn assert_help_with_examples(name: &str, arguments: &[&str]) {
    assert_help(name, arguments);
    let help = run(ninehops().args(arguments));
    assert!(help.contains("\nExamples:\n  "), "{help}");
}

/// But for `lab kubectl`, whose help is kubectl's own.
#[test]
fn the_help_of_every_command_has_examples() {
    assert_help_with_examples("help", &["--help"]);
    assert_help_with_examples("help-up", &["up", "--help"]);
    assert_help_with_examples("help-load", &["load", "--help"]);
    assert_help_with_examples("help-trace", &["trace", "--help"]);
    assert_help_with_examples("help-preflight", &["preflight", "--help"]);
    assert_help_with_examples("help-adopt", &["adopt", "--help"]);
    assert_help_with_examples("help-ci", &["ci", "--help"]);
    for command in ["changed", "digest", "plan-summary", "seal", "verify-plan", "rollback"] {
        assert_help_with_examples(&format!("help-ci-{command}"), &["ci", command, "--help"]);
    }
    assert_help_with_examples("help-lab", &["lab", "--help"]);
    let of_the_lab = [
        "up",
        "down",
        "status",
        "kubeconfig",
        "exec",
        "shell",
        "logs",
        "stop",
        "start",
        "faults",
        "break",
        "fix",
        "cluster",
        "deploy",
        "exam",
        "push",
        "images",
        "bundle",
    ];
    for command in of_the_lab {
        assert_help_with_examples(&format!("help-lab-{command}"), &["lab", command, "--help"]);
    }
}

#[test]
fn an_unknown_command_is_the_callers_mistake() {
    assert_help("unknown-command", &["open"]);
}

#[test]
fn the_lab_alone_explains_itself() {
    let alone = run(ninehops().arg("lab"));
    let asked = run(ninehops().args(["lab", "-h"]));
    assert_eq!(alone, asked);
    assert!(alone.starts_with("exit 0\n--- stdout\nA real Kubernetes cluster"), "{alone}");
}
