use std::fmt::Write as _;
use std::path::Path;

use super::*;

fn plan(name: &str) -> Plan {
    Plan::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("plan.json")).unwrap()
}

fn seen(names: &[&str]) -> Seen {
    let plans: Vec<_> = names.iter().map(|name| plan(name)).collect();
    observe(&plans, &Setup::of(&plans))
}

fn faults(seen: &Seen) -> Vec<Outcome> {
    let faults = seen.sights.iter().filter(|sight| sight.level > Level::Note);
    faults.map(|sight| sight.observation.outcome).collect()
}

/// What a person would read.
fn text(seen: &Seen) -> String {
    let mut text = String::new();
    for sight in &seen.sights {
        let Observation { outcome, seen, facts, .. } = &sight.observation;
        writeln!(text, "{:?} {outcome:?}: {seen}", sight.level).unwrap();
        writeln!(text, "    at {}", sight.addresses.join(", ")).unwrap();
        if !facts.is_empty() {
            writeln!(text, "    {facts:?}").unwrap();
        }
    }
    for unseen in &seen.unseen {
        writeln!(text, "unseen: {} ({:?})", unseen.reason, unseen.way_out).unwrap();
    }
    text
}

#[test]
fn what_each_plan_shows_reads_well() {
    let names = [
        "separate-rules",
        "inline-rules",
        "old-rules",
        "no-self-rule",
        "tcp-udp-only",
        "no-vxlan-rule",
        "no-node-port",
        "mixed-styles",
        "arm64-images",
        "overlap",
        "plain",
        "modules",
        "unknown",
        "cluster-config",
        "lab-apps",
        "kubernetes",
    ];
    let all: Vec<_> = names.iter().map(|name| format!("# {name}\n{}", text(&seen(&[name])))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn complete_rules_are_clean_however_they_are_written() {
    for name in ["separate-rules", "inline-rules", "old-rules"] {
        assert_eq!(faults(&seen(&[name])), [], "{name}");
    }
}

#[test]
fn what_a_plan_lacks_is_named() {
    let named = [
        ("no-self-rule", Outcome::NoSelfRule),
        ("tcp-udp-only", Outcome::NoIpInIpRule),
        ("no-vxlan-rule", Outcome::NoVxlanRule),
        ("no-node-port", Outcome::NoNodePortRule),
        ("mixed-styles", Outcome::MixedRules),
        ("overlap", Outcome::Overlap),
        ("plain", Outcome::SourceDestCheck),
    ];
    for (name, outcome) in named {
        let faults = faults(&seen(&[name]));
        assert!(!faults.is_empty() && faults.iter().all(|fault| *fault == outcome), "{name}: {faults:?}");
    }
}

#[test]
fn what_is_known_after_apply_is_never_a_fault() {
    let seen = seen(&["unknown"]);
    assert_eq!(faults(&seen), []);
    assert!(!seen.unseen.is_empty());
}

#[test]
fn the_groups_of_this_repository_are_clean_with_its_shop() {
    let seen = seen(&["cluster-config", "lab-apps"]);
    assert_eq!(faults(&seen), [], "{}", text(&seen));
}
