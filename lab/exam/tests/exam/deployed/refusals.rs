//! What cannot be deployed: which object it is, and why.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::arrival::nothing_would_change;
use super::load::{Load, Report};
use super::pods;
use crate::ninehops::{Ran, workspace};
use crate::specification::assert_as_before;
use crate::{LAB, Story, shop};

/// A directory whose `build.sh DIR` makes providers that talk to nobody.
const STAND_INS: &str = "TERRAFORM_STAND_INS";
/// Requests a second to each worker, while what is there is not replaced.
const RATE: u32 = 25;
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
    deploy.is_refused(&["marketplace", "the API server"]);
    assert_eq!(LAB.run_with(variable, &["deploy", "--destroy"]).exit, Some(0));
    assert_as_before(story.without_shop());
}

pub(crate) fn of_a_namespace_that_is_missing(story: &Story) {
    story.needs_lab();
    let before = story.without_shop();
    let broken = Broken::at(
        "modules/namespace/outputs.tf",
        r#""Namespace/${var.name}"                  = local.namespace"#,
        "",
    );
    broken.deploy().is_finding(&["marketplace", r#"namespaces "marketplace" not found"#]);
    LAB.ok(&["deploy", "--destroy"]);
    assert_as_before(before);
}

pub(crate) fn of_a_field_that_does_not_exist(story: &Story) {
    story.needs_deployment();
    let broken =
        Broken::at("modules/microservice/deployment.tf", "progressDeadlineSeconds", "progressDeadlineSecond");
    broken.deploy().is_finding(&["Deployment", "marketplace", "progressDeadlineSecond"]);
    shop::until_it_is_live();
    nothing_would_change();
}

pub(crate) fn of_an_image_that_does_not_exist(story: &Story) {
    story.needs_deployment();
    let image = r#"var.images["marketplace"]"#;
    let broken = Broken::at(
        "modules/shop/marketplace.tf",
        image,
        &format!(r#"merge({image}, {{ digest = "{NO_SUCH_DIGEST}" }})"#),
    );
    let began = Instant::now();
    let loads = shop::addresses().map(|node| Load::begin(node, RATE));
    broken.deploy().is_finding(&["Deployment", "marketplace", NO_SUCH_DIGEST]);
    println!("said after {:.1} s", began.elapsed().as_secs_f64());
    loads.map(Load::end).into_iter().reduce(Report::and).unwrap().is_without_failure();
    LAB.ok(&["deploy"]);
    pods::spread_again();
    nothing_would_change();
}

/// The shop's Terraform with a mistake in it.
struct Broken(tempfile::TempDir);

impl Broken {
    /// Puts `to` in the place of `from` in a copy.
    fn at(file: &str, from: &str, to: &str) -> Self {
        let copy = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-r").arg(workspace().join("deploy")).arg(copy.path()).status();
        assert!(copied.unwrap().success());
        let file = copy.path().join("deploy").join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        let broken = text.replace(from, to);
        assert_ne!(broken, text, "`{from}` is not in `{}`", file.display());
        std::fs::write(file, broken).unwrap();
        Self(copy)
    }

    /// Deploys it with the images of the checkout.
    fn deploy(&self) -> Ran {
        LAB.run(&["deploy", "--source", self.0.path().to_str().unwrap()])
    }
}
