use std::path::{Path, PathBuf};
use std::process::Command;

use hops_plan::Plan;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::look::existing;

fn plan(name: &str) -> Plan {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/fixtures").join(name).join("plan.json");
    Plan::read(&file).unwrap()
}

/// A plan that creates these resources: address and attributes.
fn creating(resources: &[(&str, Value)]) -> Plan {
    let change = |(address, after): &(&str, Value)| {
        let kind = address.split('.').rev().nth(1).unwrap_or_default();
        json!({
            "address": address, "mode": "managed", "type": kind, "name": "x",
            "change": { "actions": ["create"], "before": null, "after": after, "after_unknown": {} },
        })
    };
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "resource_changes": resources.iter().map(change).collect::<Vec<_>>(),
        "configuration": {},
    });
    Plan::parse(plan.to_string().as_bytes(), &PathBuf::from("plan.json")).unwrap()
}

/// Everything that a plan creates, as if it were there and somebody had made it by hand.
fn all_there(plan: &Plan) -> Adoption {
    let mut adoption = Adoption { unchecked: aws::unchecked(plan), ..Adoption::default() };
    for object in plan.created() {
        let (Some(api_version), Some(kind), Some(name)) =
            (object.api_version.clone().value(), object.kind.clone().value(), object.name.clone().value())
        else {
            continue;
        };
        let live = json!({ "kind": kind, "metadata": {
            "name": name, "creationTimestamp": "2026-03-01T12:00:00Z",
            "managedFields": [
                { "manager": "kube-controller-manager", "operation": "Update", "time": "2026-03-01T12:00:09Z", "subresource": "status" },
                { "manager": "kubectl-edit", "operation": "Update", "time": "2026-03-01T12:00:05Z" },
                { "manager": "kubectl-create", "operation": "Update", "time": "2026-03-01T12:00:00Z" },
            ],
        } });
        let of = (api_version.as_str(), kind.as_str(), object.namespace.clone().value(), name.as_str());
        let mut found = existing(&object, plan.change(&object.address), &live, of);
        found.differs.clear();
        adoption.existing.push(found);
    }
    adoption
}

/// `to` and `id` of every block, as a parser of the language reads them.
fn blocks(hcl: &str) -> Vec<(String, String)> {
    let body: hcl_edit::structure::Body = hcl.parse().unwrap_or_else(|error| panic!("{error}\n{hcl}"));
    let imports = body.get_blocks("import");
    imports
        .map(|block| {
            let value = |key: &str| block.body.get_attribute(key).unwrap().value.clone();
            let id = value("id").as_str().expect("an id is a text without anything to evaluate").to_owned();
            (value("to").to_string().trim().to_owned(), id)
        })
        .collect()
}

#[test]
fn every_object_that_is_there_gets_a_block_with_its_identifier() {
    insta::assert_snapshot!(all_there(&plan("kubernetes")).to_hcl());
}

#[test]
fn the_shops_manifests_are_adopted_under_their_keys() {
    let adoption = all_there(&plan("lab-apps"));
    assert!(adoption.existing.len() > 5);
    for ((to, id), found) in blocks(&adoption.to_hcl()).into_iter().zip(&adoption.existing) {
        assert_eq!(to, found.address);
        assert_eq!(id.starts_with("apiVersion="), to.contains("kubernetes_manifest"), "{id}");
        assert!(id.ends_with(&found.name), "{id}");
    }
}

#[test]
fn who_came_first_made_it_and_who_writes_the_status_made_nothing() {
    let found = &all_there(&plan("kubernetes")).existing[0];
    let names: Vec<_> = found.managers.iter().map(|manager| manager.name.as_str()).collect();
    assert_eq!(names, ["kubectl-create", "kubectl-edit"]);
    assert_eq!(found.made(), "made by `kubectl-create` at 2026-03-01T12:00:00Z");
}

#[test]
fn of_a_manifest_only_the_fields_that_it_names_are_compared() {
    let wanted = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "x", "labels": { "a.b/c": "1", "d": "2" } },
        "spec": { "selector": { "app": "x" }, "ports": [{ "name": "http", "port": 80 }], "type": "" },
    });
    let mut live = wanted.clone();
    live["metadata"]["uid"] = json!("u");
    live["spec"]["clusterIP"] = json!("10.96.0.1");
    live["spec"]["type"] = json!("ClusterIP");
    live["spec"]["ports"][0]["protocol"] = json!("TCP");
    assert!(difference::of_manifest(&wanted, &live).is_empty());

    live["metadata"]["labels"] = json!({ "d": "3" });
    live["spec"]["selector"] = json!({ "app": "y" });
    live["spec"]["ports"] = json!([{ "port": 5000 }]);
    assert_eq!(
        difference::of_manifest(&wanted, &live),
        ["metadata.labels.d", "metadata.labels[a.b/c]", "spec.ports[http]", "spec.selector.app"]
    );
}

#[test]
fn attributes_of_the_provider_are_found_under_the_names_of_the_api() {
    let wanted = json!({
        "metadata": [{ "name": "x", "namespace": "shop", "labels": { "app": "x" } }],
        "wait_for_rollout": true,
        "spec": [{ "replicas": "2", "template": [{
            "metadata": [{ "labels": { "app_name": "x" } }],
            "spec": [{ "service_account_name": "x", "container": [{ "name": "x", "image": "i:1", "port": [] }] }],
        }] }],
    });
    let mut live = json!({
        "kind": "Deployment", "metadata": { "name": "x", "labels": { "app": "x" } },
        "spec": { "replicas": 2, "template": {
            "metadata": { "labels": { "app_name": "x" } },
            "spec": { "serviceAccountName": "x", "containers": [{ "name": "x", "image": "i:1" }] },
        } },
    });
    assert!(difference::of_typed(&wanted, &live).is_empty(), "{:?}", difference::of_typed(&wanted, &live));
    live["spec"]["replicas"] = json!(1);
    live["spec"]["template"]["metadata"]["labels"] = json!({});
    live["spec"]["template"]["spec"]["containers"][0]["image"] = json!("i:2");
    live["spec"]["template"]["spec"]["serviceAccountName"] = json!("default");
    assert_eq!(
        difference::of_typed(&wanted, &live),
        [
            "spec.replicas",
            "spec.template.metadata.labels.app_name",
            "spec.template.spec.containers[x].image",
            "spec.template.spec.serviceAccountName",
        ]
    );
}

#[test]
fn a_person_reads_who_made_what_and_what_apply_would_change() {
    let mut adoption = all_there(&plan("kubernetes"));
    adoption.existing.truncate(2);
    adoption.existing[1].differs = vec!["data.key".to_owned()];
    adoption.absent = 3;
    let (address, reason) = ("kubernetes_job.x".to_owned(), "its name is known only after apply".to_owned());
    adoption.unseen.push(Unseen { address, reason });
    insta::assert_snapshot!(adoption);
}

#[test]
fn the_values_of_a_secret_are_not_compared() {
    let wanted = json!({ "metadata": [{}], "data": { "key": "hunter2" } });
    let live = json!({ "kind": "Secret", "metadata": {}, "data": { "key": "b3RoZXI=" } });
    assert!(difference::of_typed(&wanted, &live).is_empty());
}

#[test]
fn of_aws_the_identifier_is_told_where_it_follows_and_the_way_to_it_elsewhere() {
    let plan = creating(&[
        ("aws_iam_role.x", json!({ "name": "nodes" })),
        (
            "aws_iam_role_policy_attachment.x",
            json!({ "role": "nodes", "policy_arn": "arn:aws:iam::aws:policy/P" }),
        ),
        ("aws_kms_alias.x", json!({ "name": "alias/shop" })),
        ("aws_ecr_repository.x", json!({ "name": "ninehops/marketplace" })),
        ("aws_s3_bucket.x", json!({ "bucket": "state" })),
        ("aws_ssm_parameter.x", json!({ "name": "/shop/key" })),
        ("aws_cloudwatch_log_group.x", json!({ "name": "/shop" })),
        ("aws_security_group.x", json!({ "name": "it's ours" })),
        ("aws_launch_template.x", json!({ "name": "workers" })),
        ("aws_iam_role.y", json!({})),
        ("aws_route.x", json!({})),
    ]);
    let adoption = Adoption { unchecked: aws::unchecked(&plan), ..Adoption::default() };
    insta::assert_snapshot!(adoption.to_hcl());
    assert!(blocks(&adoption.to_hcl()).is_empty(), "nobody knows whether they are there");
    assert!(!adoption.is_whole() && !adoption.is_clear());
}

#[test]
fn what_the_provider_cannot_import_gets_no_block() {
    let metadata = json!({ "metadata": [{ "name": "x", "namespace": "shop" }] });
    let adoption = all_there(&creating(&[("kubernetes_endpoint_slice_v1.x", metadata)]));
    assert!(blocks(&adoption.to_hcl()).is_empty());
    assert!(adoption.to_hcl().contains("cannot import"));
}

/// Prints when it cannot be asked: a machine without Terraform proves less.
#[test]
fn terraform_itself_leaves_the_blocks_as_they_are() {
    let directory = tempfile::tempdir().unwrap();
    let mut hcl = all_there(&plan("kubernetes")).to_hcl();
    hcl += &all_there(&plan("lab-apps")).to_hcl();
    std::fs::write(directory.path().join("imports.tf"), &hcl).unwrap();
    let fmt =
        Command::new("terraform").args(["fmt", "-check", "-diff"]).current_dir(directory.path()).output();
    match fmt {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(error) => println!("not asked: terraform: {error}"),
    }
}

proptest! {
    #[test]
    fn whatever_a_name_is_the_file_can_be_read_and_says_it(
        name in r"[^\p{C}]{1,30}", key in r"[^\p{C}]{0,20}", manager in ".{0,20}",
    ) {
        let address: hops_plan::Address = "kubernetes_manifest.x".parse().unwrap();
        let address = hops_plan::Address { index: Some(hops_plan::Index::Key(key)), ..address };
        let found = Existing {
            address: address.to_string(),
            api_version: "v1".to_owned(),
            kind: "K".to_owned(),
            namespace: None,
            created: None,
            managers: vec![Manager { name: manager, operation: String::new(), time: None }],
            differs: vec![name.clone()],
            id: Some(name.clone()),
            name: name.clone(),
        };
        let adoption = Adoption { existing: vec![found], ..Adoption::default() };
        let parsed = blocks(&adoption.to_hcl());
        prop_assert_eq!(&parsed[0].1, &name);
    }

    #[test]
    fn any_two_trees_can_be_compared(one in tree(), other in tree()) {
        let _ = difference::of_manifest(&one, &other);
        let _ = difference::of_typed(&one, &other);
        prop_assert!(difference::of_manifest(&one, &one).is_empty());
    }
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![Just("metadata"), Just("spec"), Just("port"), Just("name"), Just("a_b")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..3).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}
