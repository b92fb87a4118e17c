//! A node without kube-proxy.

use std::time::Duration;

use lab_cluster::Lab;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::error::FaultError;
use crate::fault::FaultName;
use crate::kubernetes::{Field, Object};

const FAULT: FaultName = FaultName::KubeProxyDown;
const DAEMON_SET: Object = Object { namespace: "kube-system", name: "daemonset/kube-proxy" };
const AFFINITY: &str = "/spec/template/spec/affinity";
const UPDATE_STRATEGY: &str = "/spec/updateStrategy";
/// Those of kube-proxy's nftables mode (KEP-3866).
const TABLES: [&str; 2] = ["ip kube-proxy", "ip6 kube-proxy"];
const PATIENCE: Duration = Duration::from_mins(1);

/// What [`keep_off`] replaces: where the `DaemonSet` runs, and how it brings news to its pods.
pub(crate) async fn before(lab: &Lab) -> Result<Option<Value>, FaultError> {
    let daemon_set = DAEMON_SET.get(lab).await?.unwrap_or_default();
    let field = |field| daemon_set.pointer(field).cloned();
    Ok(Some(json!({ "affinity": field(AFFINITY), "updateStrategy": field(UPDATE_STRATEGY) })))
}

/// Lets kube-proxy run where it did `before`, but not on these nodes. On the others it is left alone: a new affinity
/// would restart it there too, and not every kernel and nft survive that with their rules.
pub(crate) async fn keep_off(lab: &Lab, before: Option<&Value>, nodes: &[&str]) -> Result<(), FaultError> {
    let field = |name| before.and_then(|before: &Value| before.get(name)).filter(|value| !value.is_null());
    let affinity = excluding(field("affinity"), nodes);
    if nodes.is_empty() {
        DAEMON_SET.set(lab, FAULT, |_| Field::new(AFFINITY, affinity.as_ref())).await?;
        let strategy = field("updateStrategy");
        return DAEMON_SET.put_back(lab, FAULT, |_| Field::new(UPDATE_STRATEGY, strategy)).await;
    }
    let strategy = json!({ "type": "OnDelete" });
    DAEMON_SET.set(lab, FAULT, |_| Field::new(UPDATE_STRATEGY, Some(&strategy))).await?;
    DAEMON_SET.set(lab, FAULT, |_| Field::new(AFFINITY, affinity.as_ref())).await
}

/// Waits for kube-proxy's end on a node and deletes its rules there, which it leaves behind.
pub(crate) async fn wipe(lab: &Lab, node: &str) -> Result<(), FaultError> {
    let selector = format!("--field-selector=spec.nodeName={node}");
    let get = [
        "get",
        "pods",
        "--namespace=kube-system",
        "--selector=k8s-app=kube-proxy",
        &selector,
        "--output=name",
    ];
    let end = Instant::now() + PATIENCE;
    while !lab.kubectl_output(&get, &[]).await?.is_empty() {
        if Instant::now() > end {
            return Err(FaultError::KubeProxyStays(node.to_owned()));
        }
        sleep(Duration::from_millis(200)).await;
    }
    for table in TABLES {
        // Adding first, since deleting what is not there is an error.
        let ruleset = format!("add table {table}; delete table {table}");
        let output = lab.output(node, &["nft", &ruleset]).await?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(FaultError::Nft { node: node.to_owned(), table, message });
        }
    }
    Ok(())
}

/// An affinity that is `before` and not these nodes. Terms of a node selector are alternatives, so each gets it.
fn excluding(before: Option<&Value>, nodes: &[&str]) -> Option<Value> {
    if nodes.is_empty() {
        return before.cloned();
    }
    let elsewhere = json!({ "key": "kubernetes.io/hostname", "operator": "NotIn", "values": nodes });
    let mut affinity = before.cloned().unwrap_or_else(|| json!({}));
    let required = &mut affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    match required["nodeSelectorTerms"].as_array_mut() {
        Some(terms) => {
            for term in terms {
                match term["matchExpressions"].as_array_mut() {
                    Some(expressions) => expressions.push(elsewhere.clone()),
                    None => term["matchExpressions"] = json!([elsewhere]),
                }
            }
        }
        None => required["nodeSelectorTerms"] = json!([{ "matchExpressions": [elsewhere] }]),
    }
    Some(affinity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_no_node_to_avoid_it_is_as_before() {
        let before = json!({ "podAffinity": { "a": 1 } });
        assert_eq!(excluding(None, &[]), None);
        assert_eq!(excluding(Some(&before), &[]), Some(before));
    }

    #[test]
    fn nodes_are_avoided_in_every_alternative() {
        let before = json!({ "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{ "matchFields": [] }, { "matchExpressions": [{ "key": "zone" }] }]
        } } });
        insta::assert_json_snapshot!(excluding(Some(&before), &["w1"]));
        insta::assert_json_snapshot!(excluding(None, &["w1", "w2"]));
    }
}
