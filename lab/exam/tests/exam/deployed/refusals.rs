//! What cannot be deployed: which object it is, and why.

use std::path::Path;
use std::process::Command;

use super::arrival::nothing_is_left_to_do;
use crate::ninehops::workspace;
use crate::specification::assert_as_before;
use crate::{LAB, Story, shop};

/// A directory whose `build.sh DIR` makes providers that talk to nobody.
const STAND_INS: &str = "TERRAFORM_STAND_INS";
const NO_SUCH_DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

pub(crate) fn of_what_is_there_already(story: &Story) {
    story.needs_lab();
    // What the faults were shown on.
    LAB.kubectl(&["delete", "namespace", "marketplace", "--ignore-not-found", "--timeout=120s"]);
    let before = story.without_shop();
    LAB.ok(&["break", "foreign-object"]);
    LAB.run(&["deploy"]).is_finding(&[r#"namespaces "marketplace" already exists"#]);
    LAB.ok(&["fix", "foreign-object"]);
    assert_as_before(before);
}

pub(crate) fn of_claims(story: &Story) {
    story.needs_lab();
    let Some(stand_ins) = std::env::var_os(STAND_INS) else {
        println!("left out: {STAND_INS} does not say where providers are that only claim to apply");
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let built = Command::new(Path::new(&stand_ins).join("build.sh")).arg(directory.path()).output().unwrap();
    assert!(built.status.success(), "{built:?}");
    let configuration = directory.path().join("terraform.rc");
    let variable = ("TF_CLI_CONFIG_FILE", configuration.to_str().unwrap());
    let deploy = LAB.run_with(variable, &["deploy"]);
    deploy.is_refused(&["marketplace"]);
    LAB.run_with(variable, &["deploy", "--destroy"]);
    assert_as_before(story.without_shop());
}

pub(crate) fn of_an_object_that_is_none(story: &Story) {
    story.needs_lab();
}

pub(crate) fn of_a_namespace_that_is_missing(story: &Story) {
    story.needs_lab();
}

pub(crate) fn of_an_image_that_does_not_exist(story: &Story) {
    story.needs_deployment();
    shop::until_it_is_live();
    nothing_is_left_to_do();
    let _ = (NO_SUCH_DIGEST, workspace());
}
