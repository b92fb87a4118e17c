//! Help that teaches.

use crate::process::{ninehops, run};

fn assert_help(name: &str, arguments: &[&str]) {
    insta::assert_snapshot!(name, run(ninehops().args(arguments)));
}

#[test]
fn the_help_of_every_command_has_examples() {
    assert_help("help", &["--help"]);
    assert_help("help-up", &["up", "--help"]);
    assert_help("help-load", &["load", "--help"]);
}

#[test]
fn an_unknown_command_is_the_callers_mistake() {
    assert_help("unknown-command", &["open"]);
}
