//! Plans of the fixtures, and what is said of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hops_plan::{Architecture, Plan};
use hops_preflight::{Options, preflight};
use hops_report::{PreflightFinding, PreflightReport, PreflightVerdict, sarif};
use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/fixtures").join(name).join("plan.json")
}

fn plan(name: &str) -> Plan {
    let bytes = std::fs::read(file(name)).expect("a fixture");
    Plan::parse(&bytes, Path::new(&format!("{name}.json"))).expect("is a plan")
}

async fn report(plans: &[Plan]) -> PreflightReport {
    preflight(plans, &Options::default()).await
}

async fn of(name: &str) -> PreflightReport {
    report(&[plan(name)]).await
}

fn rules(report: &PreflightReport) -> Vec<&str> {
    report.findings.iter().map(|finding: &PreflightFinding| finding.rule.as_str()).collect()
}

#[tokio::test]
async fn what_a_person_reads_of_each_plan() {
    let mut all = String::new();
    for name in [
        "no-self-rule",
        "no-vxlan-rule",
        "tcp-udp-only",
        "no-node-port",
        "mixed-styles",
        "overlap",
        "plain",
        "modules",
    ] {
        let text = hops_report::preflight(&of(name).await, 100);
        write!(all, "{}\n\n", anstream::adapter::strip_str(&text)).expect("a text takes everything");
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn plans_without_a_fault_are_clean() {
    for name in ["inline-rules", "old-rules"] {
        let report = of(name).await;
        assert_eq!(report.verdict, PreflightVerdict::Clean, "{name}: {report:?}");
    }
}

#[tokio::test]
async fn what_is_known_after_apply_is_not_called_wrong_and_not_called_clean() {
    let report = of("unknown").await;
    assert_eq!(report.verdict, PreflightVerdict::CannotTell);
    assert!(report.findings.is_empty() && !report.unseen.is_empty());
}

#[tokio::test]
async fn a_missing_rule_is_written_as_the_others_of_its_group_are() {
    let mut document: Value =
        serde_json::from_slice(&std::fs::read(file("inline-rules")).expect("a fixture")).expect("JSON");
    let changes = document["resource_changes"].as_array_mut().expect("resources");
    let group =
        changes.iter_mut().find(|change| change["address"] == "aws_security_group.nodes").expect("the group");
    for side in ["after", "after_unknown"] {
        let rules = group["change"][side]["ingress"].as_array_mut().expect("rules");
        rules.remove(1);
    }
    let plan = Plan::parse(document.to_string().as_bytes(), Path::new("p.json")).expect("a plan");
    let report = report(&[plan]).await;
    assert_eq!(rules(&report), ["no-vxlan-rule"]);
    assert!(report.findings[0].fix.text.contains("ingress {"), "{}", report.findings[0].fix.text);
}

/// What `infra/live/lab` puts out, as a plan of nothing but that output.
fn lab(change: impl FnOnce(&mut Value)) -> Plan {
    let cluster = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/live/lab/cluster.json");
    let mut cluster: Value =
        serde_json::from_slice(&std::fs::read(cluster).expect("the lab")).expect("is JSON");
    change(&mut cluster);
    let document = json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [],
        "planned_values": { "outputs": { "cluster": { "value": cluster } } },
    });
    Plan::parse(document.to_string().as_bytes(), Path::new("lab.json")).expect("a plan")
}

#[tokio::test]
async fn the_groups_of_the_lab_are_clean_with_its_shop() {
    let report = report(&[lab(|_| ()), plan("lab-apps")]).await;
    assert_eq!(rules(&report), [] as [&str; 0], "{report:?}");
}

#[tokio::test]
async fn any_rule_of_the_lab_that_is_taken_away_is_missed() {
    for (group, key, rule) in [
        ("node", "self-vxlan", "no-vxlan-rule"),
        ("node", "kubelet-from-control-plane", ""),
        ("node", "self-kubelet", "no-kubelet-rule"),
        ("worker", "node-port-storefront", "no-node-port-rule"),
    ] {
        let plan = lab(|cluster| {
            let rules = cluster["security_groups"][group]["ingress"].as_object_mut().expect("rules");
            assert!(rules.remove(key).is_some(), "{key}");
        });
        let report = report(&[plan]).await;
        // The control plane is a node too: what nodes admit of each other covers it.
        let expected: &[&str] = if rule.is_empty() { &[] } else { &[rule] };
        assert_eq!(rules(&report), expected, "without {key}");
    }
}

#[tokio::test]
async fn without_any_rule_among_nodes_the_self_rule_is_missed() {
    let plan = lab(|cluster| {
        let rules = cluster["security_groups"]["node"]["ingress"].as_object_mut().expect("rules");
        rules.retain(|key, _| !key.starts_with("self-"));
    });
    let report = report(&[plan]).await;
    assert_eq!(rules(&report), ["no-self-rule"]);
}

/// Adds to the lab what must leave its groups: the other half of every rule that admits a group, and images.
fn let_out(cluster: &mut Value) {
    let images = json!({ "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0" });
    let mut egress = json!({ "node": { "images": images } });
    for (group, settings) in cluster["security_groups"].as_object().expect("groups") {
        for (key, rule) in settings["ingress"].as_object().expect("rules") {
            let Some(source) = rule["source_security_group"].as_str() else { continue };
            let mut other_half = rule.clone();
            other_half.as_object_mut().expect("a rule").shift_remove("source_security_group");
            other_half["destination_security_group"] = json!(group);
            egress[source][format!("{group}-{key}")] = other_half;
        }
    }
    cluster["egress_rules"] = egress;
}

#[tokio::test]
async fn groups_that_let_out_what_others_admit_are_clean() {
    let report = report(&[lab(let_out), plan("lab-apps")]).await;
    assert_eq!(rules(&report), [] as [&str; 0], "{report:?}");
}

#[tokio::test]
async fn a_rule_that_lets_out_and_is_taken_away_is_missed() {
    for (key, rule) in [("node-self-vxlan", "no-vxlan-rule"), ("node-self-kubelet", "no-kubelet-rule")] {
        let plan = lab(|cluster| {
            let_out(cluster);
            let rules = cluster["egress_rules"]["node"].as_object_mut().expect("rules");
            assert!(rules.shift_remove(key).is_some(), "{key}");
        });
        let report = report(&[plan]).await;
        assert_eq!(rules(&report), [rule], "without {key}");
        let PreflightFinding { title, message, fix, .. } = &report.findings[0];
        assert!(title.contains("let out") && message.contains("does not let out"), "{title}: {message}");
        assert!(
            fix.text.contains("egress rules") && fix.text.contains("destination_security_group"),
            "{}",
            fix.text
        );
    }
}

/// The plan whose rules are resources of their own, with another rule for what its nodes let out.
async fn with_egress(settings: &Value) -> PreflightReport {
    let mut document: Value =
        serde_json::from_slice(&std::fs::read(file("separate-rules")).expect("a fixture")).expect("JSON");
    let changes = document["resource_changes"].as_array_mut().expect("resources");
    let rule = changes.iter_mut().find(|change| change["type"] == "aws_vpc_security_group_egress_rule");
    let after = rule.expect("the rule")["change"]["after"].as_object_mut().expect("attributes");
    after.extend(settings.as_object().expect("attributes").clone());
    report(&[Plan::parse(document.to_string().as_bytes(), Path::new("p.json")).expect("a plan")]).await
}

#[tokio::test]
async fn nodes_that_let_out_nothing_but_https_do_not_reach_each_other() {
    let https = json!({ "ip_protocol": "tcp", "from_port": 443, "to_port": 443 });
    let report = with_egress(&https).await;
    assert_eq!(rules(&report), ["no-self-rule"], "{report:?}");
    let text = &report.findings[0].fix.text;
    assert!(text.contains("aws_vpc_security_group_egress_rule"), "{text}");
    assert_eq!(report.findings[0].addresses, ["aws_security_group.nodes"]);
}

#[tokio::test]
async fn a_rule_that_lets_out_to_a_list_of_addresses_is_a_doubt() {
    let list = json!({ "cidr_ipv4": null, "prefix_list_id": "pl-0123456789abcdef0" });
    let report = with_egress(&list).await;
    assert_eq!(rules(&report), [] as [&str; 0], "{report:?}");
    assert_eq!(report.verdict, PreflightVerdict::CannotTell);
}

#[tokio::test]
async fn a_plan_of_kubernetes_alone_needs_no_security_groups() {
    let options = Options { architectures: vec![Architecture::Amd64], ..Options::default() };
    let report = preflight(&[plan("lab-apps")], &options).await;
    assert_eq!(report.verdict, PreflightVerdict::Clean, "{report:?}");
    assert!(report.unseen.iter().any(|unseen| unseen.reason.contains("registries")));
}

#[tokio::test]
async fn a_log_in_sarif_points_at_the_resource() {
    let log = serde_json::to_value(sarif(&of("no-vxlan-rule").await)).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("no-vxlan-rule"), &json!("error")));
    let location = &result["locations"][0];
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "aws_security_group.nodes");
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "no-vxlan-rule.json");
}
