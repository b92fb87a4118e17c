//! Objects that somebody made by hand, and the plan of a Terraform that does not know them.

use lab_cluster::LabError;
use lab_plan::field_managers::TERRAFORM;
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::shown::SHOP;

/// What `deploy/live/apps` has of the shop, as kubectl calls it.
const KINDS: &str = "serviceaccounts,services,configmaps,networkpolicies,poddisruptionbudgets,deployments,horizontalpodautoscalers";
/// In whose name `kubectl create` makes an object.
const BY_HAND: &str = "kubectl-create";

/// Lets an object be one that `kubectl create` made. Returns whose its fields were.
pub(crate) async fn disown(cluster: Cluster<'_>, object: &str) -> Result<Value, LabError> {
    let before = cluster.get(&[object, "--namespace", SHOP]).await?["metadata"]["managedFields"].take();
    let mut owners = before.clone();
    for owner in owners.as_array_mut().into_iter().flatten().filter(|owner| owner["manager"] == TERRAFORM) {
        owner["manager"] = json!(BY_HAND);
        owner["operation"] = json!("Update");
    }
    cluster.replace(SHOP, object, "/metadata/managedFields", &owners).await?;
    Ok(before)
}

/// As `terraform show -json` prints a plan of `deploy/live/apps` whose state has everything but these objects
/// (`KIND/NAME`, as kubectl takes them).
pub(crate) async fn plan(cluster: Cluster<'_>, unknown: &[&str]) -> Result<Value, LabError> {
    let mut objects = vec![cluster.get(&["namespace", SHOP]).await?];
    objects.extend(cluster.list(&[KINDS, "--namespace", SHOP]).await?);
    objects.retain(is_of_terraform);
    let changes = objects.iter().map(|object| {
        let named = short_name(object);
        change(object, unknown.contains(&named.as_str()))
    });
    Ok(json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": { "root_module": {} },
        "resource_changes": changes.collect::<Vec<_>>(),
        "configuration": { "root_module": {} },
        "complete": true,
        "errored": false,
    }))
}

/// The plan that Terraform makes once these `import` blocks (address, ID) are in its configuration.
pub(crate) fn import(plan: &Value, blocks: &[(String, String)]) -> Value {
    let mut plan = plan.clone();
    for change in plan["resource_changes"].as_array_mut().into_iter().flatten() {
        let block = blocks.iter().find(|(address, _)| change["address"] == **address);
        if let Some((_, id)) = block {
            let after = change["change"]["after"].clone();
            change["change"]["actions"] = json!(["no-op"]);
            change["change"]["before"] = after;
            change["change"]["importing"] = json!({ "id": id });
        }
    }
    plan
}

/// An object of the shop's modules, and no child of one.
fn is_of_terraform(object: &Value) -> bool {
    let owners = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    owners.clone().any(|owner| owner["manager"] == TERRAFORM || owner["manager"] == BY_HAND)
}

fn short_name(object: &Value) -> String {
    let [kind, name] =
        [&object["kind"], &object["metadata"]["name"]].map(|text| text.as_str().unwrap_or_default());
    format!("{}/{name}", kind.to_lowercase())
}

fn change(object: &Value, is_created: bool) -> Value {
    let kind = object["kind"].as_str().unwrap_or_default();
    let metadata = &object["metadata"];
    let parts = [&object["kind"], &metadata["namespace"], &metadata["name"]];
    let key = parts.into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join("/");
    let stage = match kind {
        "Namespace" => "foundation",
        "Deployment" => "workload",
        "HorizontalPodAutoscaler" => "follower",
        _ => "configuration",
    };
    let mut manifest = object.clone();
    manifest["status"].take();
    manifest["metadata"] =
        json!({ "name": metadata["name"], "namespace": metadata["namespace"], "labels": metadata["labels"] });
    let after = json!({ "manifest": without_nulls(manifest) });
    json!({
        "address": format!("kubernetes_manifest.{stage}[{}]", json!(key)),
        "mode": "managed",
        "type": "kubernetes_manifest",
        "name": stage,
        "index": key,
        "provider_name": "registry.terraform.io/hashicorp/kubernetes",
        "change": {
            "actions": [if is_created { "create" } else { "no-op" }],
            "before": if is_created { Value::Null } else { after.clone() },
            "after": after,
            "after_unknown": if is_created { json!({ "object": true }) } else { json!({}) },
        },
    })
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Value {
        json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": "marketplace", "namespace": "marketplace", "uid": "7" },
            "spec": { "ports": [{ "port": 80 }] },
            "status": { "loadBalancer": {} },
        })
    }

    #[test]
    fn what_terraform_does_not_know_is_created_and_the_rest_stays() {
        let created = change(&service(), true);
        assert_eq!(
            created["address"],
            r#"kubernetes_manifest.configuration["Service/marketplace/marketplace"]"#
        );
        assert_eq!(created["change"]["actions"], json!(["create"]));
        assert_eq!(created["change"]["before"], Value::Null);
        let manifest = &created["change"]["after"]["manifest"];
        assert_eq!(manifest["metadata"], json!({ "name": "marketplace", "namespace": "marketplace" }));
        assert!(manifest.get("status").is_none());
        assert_eq!(change(&service(), false)["change"]["actions"], json!(["no-op"]));
    }

    #[test]
    fn an_import_block_leaves_nothing_to_create() {
        let plan = json!({ "resource_changes": [change(&service(), true)] });
        let address = plan["resource_changes"][0]["address"].as_str().unwrap().to_owned();
        let id = "apiVersion=v1,kind=Service,namespace=marketplace,name=marketplace";
        let imported = import(&plan, &[(address, id.to_owned())]);
        let change = &imported["resource_changes"][0]["change"];
        assert_eq!(change["actions"], json!(["no-op"]));
        assert_eq!(change["importing"]["id"], id);
        assert_eq!(import(&plan, &[("other.one".to_owned(), "x".to_owned())]), plan);
    }
}
