//! Whatever a file has in it, reading it and judging it ends without a panic; and more rules never mean more faults.

use std::path::Path;

use hops_plan::{Known, Level, Plan, References, Setup, images, observe};
use proptest::prelude::*;
use serde_json::{Value, json};

const FIXTURES: &[&str] = &[
    "separate-rules",
    "inline-rules",
    "old-rules",
    "no-self-rule",
    "tcp-udp-only",
    "no-vxlan-rule",
    "no-node-port",
    "arm64-images",
    "modules",
    "unknown",
    "cluster-config",
    "kubernetes",
    "plain",
];

fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("plan.json");
    serde_json::from_slice(&std::fs::read(path).expect("a fixture")).expect("is JSON")
}

/// Everything that is ever asked of a plan.
fn judge(bytes: &[u8]) -> Option<usize> {
    let plan = Plan::parse(bytes, Path::new("plan.json")).ok()?;
    let references = References::of(&plan);
    for change in &plan.changes {
        let _ = references.referred(change, "vpc_security_group_ids");
    }
    let _ = (plan.created().count(), images(&plan).len());
    let plans = [plan];
    let seen = observe(&plans, &Setup::of(&plans));
    Some(seen.sights.iter().filter(|sight| sight.level == Level::Error).count())
}

/// Replaces the value that is that many steps into a tree.
fn replace(tree: &mut Value, at: &mut usize, with: &Value) {
    if *at == 0 {
        *tree = with.clone();
    }
    *at = at.wrapping_sub(1);
    match tree {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| replace(entry, at, with)),
        Value::Object(members) => members.values_mut().for_each(|member| replace(member, at, with)),
        _ => {}
    }
}

fn some_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([true, { "references": ["each.value", "var.x", "module.a.b", "local.c"] }])),
        Just(json!({ "references": ["module.", "..", "a[", "a.b[0].c", "each.value.x"] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let _ = judge(&bytes);
    }

    #[test]
    fn no_text_that_begins_like_a_plan_makes_the_reader_panic(text in "[\\[\\]{}\",:0-9a-z_.]{0,200}") {
        let _ = judge(format!("{{\"format_version\":\"1.2\",\"resource_changes\":{text}").as_bytes());
    }

    #[test]
    fn no_plan_with_other_values_in_it_makes_the_reader_panic(
        name in prop::sample::select(FIXTURES),
        at in prop::collection::vec((1_usize..3000, some_value()), 1..6),
    ) {
        let mut plan = fixture(name);
        for (at, with) in at {
            replace(&mut plan, &mut at.clone(), &with);
        }
        let _ = judge(&serde_json::to_vec(&plan).unwrap());
    }

    #[test]
    fn one_rule_more_never_adds_a_fault(
        name in prop::sample::select(FIXTURES),
        protocol in prop::sample::select(&["-1", "tcp", "udp", "4", "icmp"][..]),
        first in 0_u16..=u16::MAX,
        more in 0_u16..2000,
        everybody in any::<bool>(),
    ) {
        let mut plan = fixture(name);
        let before = judge(&serde_json::to_vec(&plan).unwrap()).unwrap();
        let group = first_group(&plan);
        let source = if everybody { json!(["0.0.0.0/0"]) } else { Value::Null };
        plan["resource_changes"].as_array_mut().unwrap().push(json!({
            "address": "aws_security_group_rule.one_more",
            "change": { "actions": ["create"], "after": {
                "type": "ingress", "security_group_id": group, "protocol": protocol, "self": !everybody,
                "cidr_blocks": source, "from_port": first, "to_port": first.saturating_add(more),
            }, "after_unknown": {} },
        }));
        let after = judge(&serde_json::to_vec(&plan).unwrap()).unwrap();
        prop_assert!(after <= before, "{before} before, {after} after");
    }
}

/// The number of a group that is there, which a rule can name without the configuration.
fn first_group(plan: &Value) -> String {
    let changes = plan["resource_changes"].as_array().expect("a fixture has resources");
    let group = changes.iter().find(|change| change["type"] == "aws_security_group");
    group.map_or_else(
        || "sg-0".to_owned(),
        |group| group["address"].as_str().expect("a resource has an address").to_owned(),
    )
}

#[test]
fn what_is_unknown_prints_as_terraform_prints_it() {
    assert_eq!(Known::<String>::Unknown.to_string(), "(known after apply)");
}
