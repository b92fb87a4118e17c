//! The storefront's Deployment, and a namespace that was made by hand.

use lab_cluster::Lab;
use serde_json::{Value, json};

use crate::error::FaultError;
use crate::fault::FaultName;
use crate::kubernetes::{Field, Object};

const DEPLOYMENT: Object = Object { namespace: "marketplace", name: "deployment/marketplace" };
const NAMESPACE: Object = Object { namespace: "marketplace", name: "namespace/marketplace" };
const HOST: &str = "RECOMMENDATIONS_HOST";
/// RFC 6761: a name below `invalid` never exists.
const NO_SUCH_HOST: &str = "recommendations.invalid:50051";
/// On what `foreign-object` made, so that nothing else is deleted.
const MARK: &str = "ninehops/made-by-hand";

/// What of the storefront's container a fault changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// Its image.
    Image,
    /// The variable that names the host of the recommendations.
    Host,
}

/// What it is; an error if there is no storefront.
pub(crate) async fn read(lab: &Lab, fault: FaultName, part: Part) -> Result<Option<Value>, FaultError> {
    let deployment = DEPLOYMENT.get(lab).await?.ok_or(FaultError::NoShop(fault))?;
    Ok(deployment.pointer(&field(&deployment, part, None).pointer).cloned())
}

/// Lets it be something else, if there still is a storefront.
pub(crate) async fn set(lab: &Lab, fault: FaultName, part: Part, wanted: &Value) -> Result<(), FaultError> {
    DEPLOYMENT.set(lab, fault, |deployment| field(deployment, part, Some(wanted))).await
}

/// Puts back what was there, if there still is a storefront.
pub(crate) async fn put_back(
    lab: &Lab,
    fault: FaultName,
    part: Part,
    before: Option<&Value>,
) -> Result<(), FaultError> {
    DEPLOYMENT.put_back(lab, fault, |deployment| field(deployment, part, before)).await
}

/// In the container called as the Deployment is, or in the first.
fn field(deployment: &Value, part: Part, wanted: Option<&Value>) -> Field {
    let containers = deployment.pointer("/spec/template/spec/containers").and_then(Value::as_array);
    let index = containers.and_then(|containers| position(containers, "marketplace")).unwrap_or(0);
    let container = format!("/spec/template/spec/containers/{index}");
    match part {
        Part::Image => Field::new(&format!("{container}/image"), wanted),
        // Of the list no more than this one: somebody may change another variable meanwhile.
        Part::Host => match deployment.pointer(&format!("{container}/env")).and_then(Value::as_array) {
            Some(variables) => {
                let index = position(variables, HOST).map_or("-".to_owned(), |index| index.to_string());
                Field::new(&format!("{container}/env/{index}"), wanted)
            }
            None => Field::new(&format!("{container}/env"), wanted.map(|host| json!([host])).as_ref()),
        },
    }
}

fn position(list: &[Value], name: &str) -> Option<usize> {
    list.iter().position(|element| element["name"] == name)
}

/// A host of the recommendations that does not exist.
pub(crate) fn wrong_host() -> Value {
    json!({ "name": HOST, "value": NO_SUCH_HOST })
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

    fn of(container: &Value) -> Value {
        json!({ "spec": { "template": { "spec": { "containers": [{ "name": "proxy" }, container] } } } })
    }

    #[test]
    fn a_sidecar_before_the_storefront_is_passed_over() {
        let image = |name: &str| field(&of(&json!({ "name": name })), Part::Image, None).pointer;
        assert_eq!(image("marketplace"), "/spec/template/spec/containers/1/image");
        assert_eq!(image("web"), "/spec/template/spec/containers/0/image");
    }

    #[test]
    fn of_all_variables_the_host_alone_is_changed() {
        let before = json!({ "name": HOST, "value": "recommendations:50051" });
        let ip = json!({ "name": "POD_IP", "valueFrom": {} });
        for (variables, pointer, wanted) in [
            (Some(json!([ip, before])), "env/1", wrong_host()),
            (Some(json!([before, ip])), "env/0", wrong_host()),
            (Some(json!([ip])), "env/-", wrong_host()),
            (None, "env", json!([wrong_host()])),
        ] {
            let mut container = json!({ "name": "marketplace" });
            if let Some(variables) = variables {
                container["env"] = variables;
            }
            let pointer = format!("/spec/template/spec/containers/1/{pointer}");
            let expected = Field { pointer, wanted: Some(wanted) };
            assert_eq!(field(&of(&container), Part::Host, Some(&wrong_host())), expected);
        }
    }

    #[test]
    fn a_host_that_was_not_there_goes_again() {
        let broken = of(&json!({ "name": "marketplace", "env": [wrong_host()] }));
        let expected = Field::new("/spec/template/spec/containers/1/env/0", None);
        assert_eq!(field(&broken, Part::Host, None), expected);
    }
}
