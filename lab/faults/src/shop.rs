//! The storefront's Deployment, and a namespace that was made by hand.

use lab_cluster::Lab;
use serde_json::{Value, json};

use crate::error::FaultError;
use crate::fault::FaultName;
use crate::kubernetes::Object;

const DEPLOYMENT: Object = Object { namespace: "marketplace", name: "deployment/marketplace" };
const NAMESPACE: Object = Object { namespace: "marketplace", name: "namespace/marketplace" };
/// RFC 6761: a name below `invalid` never exists.
const NO_SUCH_HOST: &str = "recommendations.invalid:50051";
/// On what `foreign-object` made, so that nothing else is deleted.
const MARK: &str = "ninehops/made-by-hand";

/// A field of the storefront's container.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Field {
    /// Its image.
    Image,
    /// Its variables.
    Environment,
}

/// What the field holds; an error if there is no storefront.
pub(crate) async fn field(lab: &Lab, fault: FaultName, field: Field) -> Result<Option<Value>, FaultError> {
    let deployment = DEPLOYMENT.get(lab).await?.ok_or(FaultError::NoShop(fault))?;
    Ok(deployment.pointer(&pointer(&deployment, field)).cloned())
}

/// Puts something into the field, if there still is a storefront.
pub(crate) async fn set_field(lab: &Lab, field: Field, wanted: Option<&Value>) -> Result<(), FaultError> {
    let Some(deployment) = DEPLOYMENT.get(lab).await? else { return Ok(()) };
    DEPLOYMENT.set(lab, &pointer(&deployment, field), wanted).await
}

/// Puts back what was in the field, if there still is a storefront.
pub(crate) async fn put_back(lab: &Lab, field: Field, before: Option<&Value>) -> Result<(), FaultError> {
    let Some(deployment) = DEPLOYMENT.get(lab).await? else { return Ok(()) };
    DEPLOYMENT.put_back(lab, &pointer(&deployment, field), before).await
}

/// In the container called as the Deployment is, or in the first.
fn pointer(deployment: &Value, field: Field) -> String {
    let containers = deployment.pointer("/spec/template/spec/containers").and_then(Value::as_array);
    let named = |container: &Value| container["name"] == "marketplace";
    let index = containers.and_then(|containers| containers.iter().position(named)).unwrap_or(0);
    let field = match field {
        Field::Image => "image",
        Field::Environment => "env",
    };
    format!("/spec/template/spec/containers/{index}/{field}")
}

/// The variables with a `RECOMMENDATIONS_HOST` that does not exist.
pub(crate) fn with_wrong_host(before: Option<&Value>) -> Value {
    let wrong = json!({ "name": "RECOMMENDATIONS_HOST", "value": NO_SUCH_HOST });
    let mut variables = before.and_then(Value::as_array).cloned().unwrap_or_default();
    match variables.iter_mut().find(|variable| variable["name"] == "RECOMMENDATIONS_HOST") {
        Some(variable) => *variable = wrong,
        None => variables.push(wrong),
    }
    Value::Array(variables)
}

/// Says whether a namespace could be made by hand.
pub(crate) async fn check_absent(lab: &Lab) -> Result<(), FaultError> {
    match NAMESPACE.get(lab).await? {
        Some(_) => Err(FaultError::ShopIsThere),
        None => Ok(()),
    }
}

/// Makes the namespace and a Service in it, as somebody in a hurry would.
pub(crate) async fn make_by_hand(lab: &Lab) -> Result<(), FaultError> {
    let annotations = json!({ MARK: "true" });
    let namespace = json!({
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": { "name": "marketplace", "annotations": annotations },
    });
    let service = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": { "name": "marketplace", "namespace": "marketplace" },
        "spec": {
            "selector": { "app": "marketplace" },
            "ports": [{ "port": 5000 }],
        },
    });
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": [namespace, service] });
    lab.kubectl_output(&["create", "--filename=-"], list.to_string().as_bytes()).await?;
    Ok(())
}

/// Deletes the namespace if it is the one made by hand and nobody uses it.
pub(crate) async fn delete_made_by_hand(lab: &Lab) -> Result<(), FaultError> {
    let namespace = NAMESPACE.get(lab).await?.unwrap_or_default();
    if namespace["metadata"]["annotations"][MARK] != "true" {
        return Ok(());
    }
    let get = ["get", "deployments", "--namespace=marketplace", "--output=name"];
    let deployments = lab.kubectl_output(&get, &[]).await?;
    if let Some(deployment) = String::from_utf8_lossy(&deployments).lines().next() {
        return Err(FaultError::InUse(deployment.trim_start_matches("deployment.apps/").to_owned()));
    }
    lab.kubectl_output(&["delete", NAMESPACE.name, "--wait=true", "--timeout=60s"], &[]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_host_takes_the_place_of_the_right_one_and_of_no_other_variable() {
        let before = json!([
            { "name": "RECOMMENDATIONS_HOST", "value": "recommendations:50051" },
            { "name": "POD_IP", "valueFrom": {} },
        ]);
        let wrong = json!({ "name": "RECOMMENDATIONS_HOST", "value": NO_SUCH_HOST });
        assert_eq!(with_wrong_host(Some(&before)), json!([wrong, { "name": "POD_IP", "valueFrom": {} }]));
        assert_eq!(with_wrong_host(None), json!([wrong]));
    }

    #[test]
    fn a_sidecar_before_the_storefront_is_passed_over() {
        let of = |names: &[&str]| {
            let containers: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
            pointer(
                &json!({ "spec": { "template": { "spec": { "containers": containers } } } }),
                Field::Image,
            )
        };
        assert_eq!(of(&["proxy", "marketplace"]), "/spec/template/spec/containers/1/image");
        assert_eq!(of(&["web"]), "/spec/template/spec/containers/0/image");
    }
}
