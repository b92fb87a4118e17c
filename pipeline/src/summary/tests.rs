use std::path::Path;

use serde_json::{Value, json};

use super::*;

mod hostile;

const CHANGES: &str = include_str!("../../fixtures/changes/plan.json");
const CREATED: &str = include_str!("../../fixtures/platform/created.json");
const CHANGED: &str = include_str!("../../fixtures/platform/changed.json");
const APPS: &str = include_str!("../../../hops/plan/fixtures/lab-apps/plan.json");

fn of(plan: &str, title: &str, limit: usize) -> String {
    let plan = Plan::parse(plan.as_bytes(), Path::new("plan.json")).unwrap();
    let run = RunUrl::new("https://github.com/ninehops/ninehops/actions/runs/1").unwrap();
    comment(&plan, &Comment { title, limit: Limit::new(limit).unwrap(), run: Some(&run) })
}

fn of_changes(changes: &[Value], limit: usize) -> String {
    let plan = json!({ "format_version": "1.2", "resource_changes": changes });
    of(&plan.to_string(), "platform", limit)
}

fn deleted(name: &str) -> Value {
    let change = json!({ "actions": ["delete"], "before": {}, "after": null });
    json!({ "address": format!("aws_instance.{name}"), "change": change })
}

fn updated(name: &str, attributes: usize) -> Value {
    let attribute = |number, value: i32| (format!("attribute{number}"), value);
    let tree = |value| (0..attributes).map(|number| attribute(number, value)).collect::<Value>();
    let change = json!({ "actions": ["update"], "before": tree(1), "after": tree(2) });
    json!({ "address": format!("aws_instance.{name}"), "change": change })
}

#[test]
fn everything_that_can_happen_to_a_resource_reads_well() {
    insta::assert_snapshot!(of(CHANGES, "changes", MOST_CHARACTERS));
}

#[test]
fn a_platform_that_is_made_reads_well() {
    insta::assert_snapshot!(of(CREATED, "platform", MOST_CHARACTERS));
}

#[test]
fn a_platform_that_becomes_another_one_reads_well() {
    insta::assert_snapshot!(of(CHANGED, "platform", MOST_CHARACTERS));
}

#[test]
fn with_little_room_what_may_be_lost_is_kept() {
    insta::assert_snapshot!(of(CHANGED, "platform", FEWEST_CHARACTERS));
}

#[test]
fn the_shop_that_is_made_reads_well() {
    insta::assert_snapshot!(of(APPS, "apps", MOST_CHARACTERS));
}

#[test]
fn a_plan_of_nothing_says_so() {
    insta::assert_snapshot!(of_changes(&[], MOST_CHARACTERS));
}

#[test]
fn drift_and_a_plan_that_is_not_whole_are_said() {
    let drifted = json!({ "address": "aws_instance.a", "change": {
        "actions": ["update"], "before": { "size": 1 }, "after": { "size": 2 } } });
    let gone = json!({ "address": "aws_instance.b", "change": {
        "actions": ["delete"], "before": {}, "after": null } });
    let plan = json!({ "format_version": "1.2", "errored": true, "resource_changes": [],
        "resource_drift": [drifted, gone] });
    insta::assert_snapshot!(of(&plan.to_string(), "apps", MOST_CHARACTERS));
}

#[test]
fn no_secret_of_a_real_plan_is_shown_where_terraform_itself_shows_it() {
    let text = of(CHANGES, "changes", MOST_CHARACTERS);
    assert!(CHANGES.contains("a-secret-of-yesterday") && CHANGES.contains("a-secret-of-today"));
    assert!(!text.contains("a-secret"), "{text}");
}

#[test]
fn before_any_deletion_is_left_out_nothing_is_told_of_other_changes() {
    let changes: Vec<_> = (0..200)
        .flat_map(|number| [deleted(&format!("old{number}")), updated(&format!("kept{number}"), 40)])
        .collect();
    let text = of_changes(&changes, 20_000);
    for number in 0..200 {
        assert!(text.contains(&format!("**delete** `aws_instance.old{number}`")), "{number}");
    }
    assert!(!text.contains("attribute1`"), "there is no room for attributes");
}

#[test]
fn where_there_is_no_room_the_number_of_what_is_missing_is_said() {
    let changes: Vec<_> = (0..5_000).map(|number| deleted(&format!("old{number}"))).collect();
    let text = of_changes(&changes, MOST_CHARACTERS);
    assert!(length(&text) > MOST_CHARACTERS - 200, "{} characters", length(&text));
    let shown = text.matches("**delete**").count();
    assert!(text.contains("**5000 to delete.**"));
    assert!(text.contains(&format!("- **and {} more that are not listed here**", 5_000 - shown)));
    assert!(text.contains(&format!("**{} entries had no room here", 5_000 - shown)));
}

#[test]
fn the_marker_is_the_same_for_the_same_state_and_closes_no_comment() {
    assert_eq!(marker("platform"), "<!-- ninehops:plan:platform -->");
    assert_eq!(marker("Apps (aws)"), "<!-- ninehops:plan:apps-aws -->");
    assert_eq!(marker("--> <script>"), "<!-- ninehops:plan:script -->");
    assert_eq!(marker("💥"), "<!-- ninehops:plan:plan -->");
    assert!(of(CHANGES, "apps", MOST_CHARACTERS).starts_with("<!-- ninehops:plan:apps -->\n"));
}

#[test]
fn the_address_of_a_run_is_nothing_else() {
    assert!(RunUrl::new("https://github.com/a/b/actions/runs/1?attempt=2#x").is_ok());
    for bad in ["", "https://", "http://a", "javascript:x", "https://a>(b", "https://a b", "https://a\nb"] {
        assert!(RunUrl::new(bad).is_err(), "{bad}");
    }
    assert!(Limit::new(FEWEST_CHARACTERS - 1).is_err() && Limit::new(MOST_CHARACTERS + 1).is_err());
}
