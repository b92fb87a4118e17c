use serde_json::json;

use super::*;

fn key(kind: &str, name: &str) -> Key {
    let object = json!({ "apiVersion": "apps/v1", "kind": kind, "metadata": { "name": name, "namespace": "marketplace" } });
    Key::of(&object).unwrap()
}

#[test]
fn every_refusal_names_the_object_and_a_way_out() {
    let refusal = |reason: &str| Refusal { key: key("Deployment", "marketplace"), reason: reason.to_owned() };
    let errors = [
        DeployError::NoCheckout("/tmp".into()),
        DeployError::Busy { process: Some(42) },
        DeployError::Exists(vec![Key::namespace_named("marketplace"), key("Service", "marketplace")]),
        DeployError::Refused(vec![refusal(".spec.foo: field not declared in schema")]),
        DeployError::Refused(vec![refusal(
            "Apply failed with 1 conflict: conflict with \"ninehops-break\": .spec",
        )]),
        DeployError::Refused(vec![refusal(
            "Apply failed with 1 conflict: conflict with \"kubectl-edit\": .spec",
        )]),
        DeployError::RefusedOne("admission denied".to_owned()),
        DeployError::Applied(TerraformError::Failed {
            verb: "apply",
            directory: "/x".into(),
            diagnostics: Vec::new(),
        }),
        DeployError::NotEstablished {
            definition: Key {
                kind: "CustomResourceDefinition".to_owned(),
                ..Key::namespace_named("gateways.gateway.networking.k8s.io")
            },
            patience: Duration::from_mins(1),
        },
        DeployError::NotGone {
            stay: vec![Key::namespace_named("marketplace")],
            patience: Duration::from_mins(2),
        },
        DeployError::Archive { path: "/x/shop.tar".into(), source: "it holds 2 images and not one".into() },
        DeployError::Answer {
            arguments: "get pods".to_owned(),
            source: serde_json::from_str::<()>("x").unwrap_err(),
        },
        DeployError::NotReady {
            stalled: vec![(key("Deployment", "marketplace"), "ErrImagePull (not found)".to_owned())],
            patience: Duration::from_mins(2),
        },
        DeployError::Unproven(vec!["Namespace marketplace is not there".to_owned()]),
        DeployError::InUse {
            host: Key::namespace_named("marketplace"),
            foreign: vec![key("Deployment", "mine"), key("Service", "mine")],
        },
        DeployError::OtherWay(vec![Key::namespace_named("marketplace")]),
    ];
    let text: Vec<String> = errors
        .iter()
        .map(|error| {
            let exit = if error.is_finding() { 1 } else { 2 };
            format!(
                "{exit} {error}\n  hint: {}",
                error.hint("ninehops lab").expect("every refusal has a way out")
            )
        })
        .collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn details_are_there_where_a_sentence_has_not_room_for_all() {
    let one = DeployError::Exists(vec![Key::namespace_named("a")]);
    let two = DeployError::Exists(vec![Key::namespace_named("a"), Key::namespace_named("b")]);
    assert!(one.details().is_empty());
    assert_eq!(two.details(), ["namespaces \"a\"", "namespaces \"b\""]);
}
