use super::*;
use crate::{CAUSES, CauseId, Family, Outcome, cause, finding};

#[test]
fn every_cure_reads_well_when_no_name_is_known() {
    let cures: Vec<String> = CAUSES
        .iter()
        .map(|cause| {
            let fix = render(cause, &[]);
            format!("--- {} ({:?}): {}\n{}", cause.code, fix.kind, fix.summary, fix.text)
        })
        .collect();
    insta::assert_snapshot!(cures.join("\n"));
}

#[test]
fn braces_of_another_language_stand_for_themselves() {
    assert_eq!(
        pieces("a { {key} } {\"k\":{x}}"),
        [
            Piece::Literal("a { "),
            Piece::Fact("key", None),
            Piece::Literal(" } {\"k\":"),
            Piece::Fact("x", None),
            Piece::Literal("}"),
        ]
    );
    assert_eq!(pieces("{a|b}{"), [Piece::Literal(""), Piece::Fact("a", Some("b")), Piece::Literal("{")]);
    assert_eq!(pieces("é{"), [Piece::Literal("é{")]);
}

#[test]
fn an_image_is_built_for_the_node_and_pushed_without_its_digest() {
    let seen = Observation::new(Family::PodState, "pod a/b", Outcome::NoPlatform, "no match")
        .fact("image", "docker.io/ninehops/marketplace:0.1.0@sha256:abc")
        .fact("architecture", "amd64")
        .fact("workload", "deployment/marketplace");
    let text = render(cause(CauseId::ImagePlatformMissing), &[&seen]).text;
    assert!(
        text.contains("--platform linux/amd64,linux/arm64 --tag docker.io/ninehops/marketplace:0.1.0 --push")
    );
}

#[test]
fn every_existing_object_has_an_import_block_of_its_own() {
    let exists = |name: &str| {
        Observation::new(Family::ExistingObjects, name, Outcome::Exists, format!("{name} is there"))
            .fact("address", format!("kubernetes_manifest.foundation[\"Service/shop/{name}\"]"))
            .fact("import", format!("apiVersion=v1,kind=Service,namespace=shop,name={name}"))
            .fact("manager", "kubectl-client-side-apply")
    };
    let all = ["a", "b", "c", "d", "e"].map(exists);
    let text = finding(CauseId::AlreadyExists, &all).fix.text;
    assert_eq!(text.matches("import {").count(), 5);
    assert!(text.contains("to = kubernetes_manifest.foundation[\"Service/shop/b\"]\n"));
}

#[test]
fn names_that_differ_stand_beside_each_other() {
    let missing = |node: &str| {
        Observation::new(Family::SystemPods, node, Outcome::KubeProxyMissing, "none").fact("node", node)
    };
    let fix = finding(CauseId::KubeProxyDown, &[missing("w1"), missing("w2"), missing("w1")]).fix;
    assert_eq!(fix.summary, "let kube-proxy run on w1, w2");
}

#[test]
fn a_hundred_nodes_want_no_longer_a_cure_than_four() {
    let down = |number: usize| {
        let node = format!("n{number:03}");
        Observation::new(Family::Nodes, format!("node {node}"), Outcome::NotReady, format!("{node} is down"))
            .fact("node", node)
    };
    let fix = finding(CauseId::NodeDown, &(0..100).map(down).collect::<Vec<_>>()).fix;
    insta::assert_snapshot!(format!("{}\n\n{}", fix.summary, fix.text), @r"
    bring n000, n001, n002 and 97 more back, or move its pods elsewhere

    kubectl describe node n000
    # If it does not come back: its pods elsewhere, then a new node
    kubectl drain n000 --ignore-daemonsets --delete-emptydir-data --force
    kubectl describe node n001
    # If it does not come back: its pods elsewhere, then a new node
    kubectl drain n001 --ignore-daemonsets --delete-emptydir-data --force
    kubectl describe node n002
    # If it does not come back: its pods elsewhere, then a new node
    kubectl drain n002 --ignore-daemonsets --delete-emptydir-data --force
    # and so on for 97 more
    ");
    let few = finding(CauseId::NodeDown, &(0..3).map(down).collect::<Vec<_>>()).fix;
    assert_eq!(few.summary, "bring n000, n001, n002 back, or move its pods elsewhere");
    assert_eq!(few.text.matches("kubectl drain n00").count(), 3);
}

#[test]
fn a_security_group_is_written_as_what_is_known_of_it() {
    let rule = |key: &str, value: &str| {
        let seen =
            Observation::new(Family::StaticRules, "plan", Outcome::NoSelfRule, "none").fact(key, value);
        finding(CauseId::NoSelfRule, &[seen]).fix.text
    };
    assert!(rule("resource", "aws_security_group.k8s").contains("= aws_security_group.k8s.id\n"));
    assert!(rule("group", "sg-0123").contains("= \"sg-0123\"\n"));
    assert!(rule("group", "node").contains("= aws_security_group.nodes.id\n"));
}
