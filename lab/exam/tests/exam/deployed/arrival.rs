//! The shop comes, stays and goes.

use super::pods;
use crate::specification::{applied_by_terraform, assert_as_before, specification};
use crate::{LAB, Story, shop};

pub(crate) fn live_on_each_node(story: &Story) {
    story.needs_lab();
    let deploy = LAB.run(&["deploy", "--ingress"]);
    println!("{}{}", deploy.stderr, deploy.stdout);
    assert_eq!(deploy.exit, Some(0), "{deploy:?}");
    // Which of the two ways it went is said, and the provider is what makes the difference.
    assert!(format!("{}{}", deploy.stdout, deploy.stderr).contains("provider"), "{deploy:?}");
    shop::until_it_is_live();
    pods::until_spread();
    let _ = story.deployed.set(());
}

pub(crate) fn twice_is_once(story: &Story) {
    story.needs_deployment();
    nothing_is_left_to_do();
}

pub(crate) fn mended_is_as_deployed(story: &Story) {
    story.needs_deployment();
    LAB.ok(&["break", "arm-only"]);
    let plan = LAB.run(&["deploy", "--plan"]);
    assert_eq!(plan.exit, Some(1), "{plan:?}");
    assert!(
        format!("{}{}", plan.stdout, plan.stderr).contains("Deployment marketplace/marketplace"),
        "{plan:?}"
    );
    LAB.ok(&["fix", "arm-only"]);
    pods::spread_again();
    nothing_is_left_to_do();
}

pub(crate) fn gone_without_a_rest(story: &Story) {
    story.needs_deployment();
    LAB.ok(&["deploy", "--destroy"]);
    assert_as_before(story.without_shop());
    // There is nothing left that could be removed.
    LAB.ok(&["deploy", "--destroy"]);
}

/// Neither a plan nor another run finds anything, and the API server was told nothing.
fn nothing_is_left_to_do() {
    let (before, applied) = (specification(), applied_by_terraform());
    nothing_would_change();
    LAB.ok(&["deploy"]);
    assert_as_before(&before);
    assert_eq!(applied_by_terraform(), applied);
}

/// A plan finds nothing.
pub(super) fn nothing_would_change() {
    let plan = LAB.run(&["deploy", "--plan"]);
    assert_eq!(plan.exit, Some(0), "{plan:?}");
}
