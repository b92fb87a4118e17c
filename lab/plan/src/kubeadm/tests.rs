use proptest::prelude::*;

use super::*;
use crate::ClusterConfig;
use crate::plan::tests::options;

fn plan() -> Plan {
    Plan::new(&ClusterConfig::copy(), &options()).unwrap()
}

fn config() -> KubeadmConfig {
    ClusterConfig::copy().kubeadm
}

fn token() -> BootstrapToken {
    "abcdef.0123456789abcdef".parse().unwrap()
}

const HOST: Host = Host { memory_bytes: 24 << 30, cpus: 2 };

/// What is otherwise in our documents than in Terraform's objects, line by line.
fn differences(objects: &[&Value], text: &str) -> String {
    let documents: Vec<Value> = serde_saphyr::from_multiple(text).unwrap();
    assert_eq!(documents.len(), objects.len());
    let mut lines = Vec::new();
    for (before, after) in objects.iter().zip(&documents) {
        lines.push(format!("{}:", after["kind"].as_str().unwrap()));
        compare("", before, after, &mut lines);
    }
    lines.join("\n")
}

fn compare(path: &str, before: &Value, after: &Value, lines: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (field, value) in before {
                compare(&format!("{path}/{field}"), value, after.get(field).unwrap_or(&Value::Null), lines);
            }
            for (field, value) in after.iter().filter(|(field, _)| !before.contains_key(*field)) {
                lines.push(format!("  {path}/{field}: {value}"));
            }
        }
        (Value::Array(before), Value::Array(after)) if after.len() >= before.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                compare(&format!("{path}/{index}"), before, after, lines);
            }
            lines.extend(after[before.len()..].iter().map(|value| format!("  {path}: + {value}")));
        }
        _ if before == after => {}
        _ => lines.push(format!("  {path}: {before} -> {after}")),
    }
}

#[test]
fn the_control_plane_begins_with_what_terraform_says_and_this() {
    let config = config();
    let text = init(&config, &plan(), &token(), HOST).unwrap();
    let objects = [&config.init, &config.cluster, &config.kubelet, &config.kube_proxy];
    insta::assert_snapshot!(differences(&objects, &text));
}

#[test]
fn a_worker_joins_with_what_terraform_says_and_this() {
    let (config, plan) = (config(), plan());
    let text = join(&config, &plan, plan.node("w1").unwrap(), &token(), "sha256:00ff").unwrap();
    insta::assert_snapshot!(differences(&[&config.join], &text));
}

#[test]
fn a_cluster_has_the_name_of_its_lab() {
    let options = crate::Options { name: "second".parse().unwrap(), ..options() };
    let plan = Plan::new(&ClusterConfig::copy(), &options).unwrap();
    let text = init(&config(), &plan, &token(), HOST).unwrap();
    assert!(text.contains("\nclusterName: second\n"), "{text}");
}

#[test]
fn a_token_that_looks_like_a_number_stays_text() {
    let plan = plan();
    let token = "123456.0123456789012345".parse().unwrap();
    let text = join(&config(), &plan, &plan.nodes[1], &token, "sha256:00").unwrap();
    assert!(
        text.contains("'123456.0123456789012345'") || text.contains("\"123456.0123456789012345\""),
        "{text}"
    );
}

#[test]
fn a_node_that_may_use_more_than_there_is_reserves_nothing() {
    let text = init(&config(), &plan(), &token(), Host { memory_bytes: 1 << 30, cpus: 1 }).unwrap();
    assert!(
        text.contains("  cpu: 0m\n  memory: '0'\n") || text.contains("  cpu: 0m\n  memory: \"0\"\n"),
        "{text}"
    );
}

#[test]
fn a_token_hides_its_secret_from_logs() {
    assert_eq!(format!("{:?}", token()), "abcdef.…");
    for bad in ["", "abcdef", "abcdef.0123456789abcde", "ABCDEF.0123456789abcdef", "abcdé.0123456789abcdef"]
    {
        assert_eq!(bad.parse::<BootstrapToken>(), Err(TokenError));
    }
}

proptest! {
    #[test]
    fn a_token_made_of_random_bytes_is_one(bytes: [u8; 22]) {
        let token = BootstrapToken::from_random(bytes);
        prop_assert_eq!(token.as_str().parse(), Ok(token.clone()));
    }
}
