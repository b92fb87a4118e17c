//! The roots of `deploy/live`, evaluated and, where the provider is to be had, applied.

use std::path::PathBuf;

use lab_terraform::{Root, Terraform};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use crate::error::DeployError;
use crate::object::{Object, in_order};
use crate::places::Places;

/// The roots with a provider, in the order in which they are applied.
pub(crate) const LIVE: [&str; 2] = ["addons", "apps"];
/// The root without one, which puts out the objects of both.
pub(crate) const RENDER: &str = "render";

/// What the roots are told.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) kubeconfig: PathBuf,
    pub(crate) ingress: bool,
    pub(crate) gateway_api_crds: Option<PathBuf>,
    pub(crate) shop_version: String,
}

/// All that the cluster shall have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Desired {
    /// In the order in which they can be made.
    pub(crate) objects: Vec<Object>,
    /// Secrets whose values Terraform does not know.
    pub(crate) secrets: Vec<SecretKeys>,
}

/// A Secret by the names of its values.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub(crate) struct SecretKeys {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) keys: Vec<String>,
}

impl Inputs {
    /// A root with the variables that it has.
    pub(crate) fn root(&self, terraform: &Terraform, places: &Places, name: &str) -> Root {
        let environments = places.source().join("environments/lab");
        let files = match name {
            RENDER => LIVE.map(|root| environments.join(format!("{root}.tfvars"))).to_vec(),
            name => vec![environments.join(format!("{name}.tfvars"))],
        };
        let mut root = Root::new(terraform, places.root(name));
        for file in files {
            root = root.with_variable_file(&file);
        }
        root = root.with_variable("enable_ingress", if self.ingress { "true" } else { "false" });
        if name != RENDER {
            root = root.with_variable("kubeconfig", &self.kubeconfig.display().to_string());
        }
        if name != "apps"
            && let Some(directory) = &self.gateway_api_crds
        {
            root = root.with_variable("gateway_api_crds", &directory.display().to_string());
        }
        if name != "addons" {
            root = root.with_variable("shop_version", &self.shop_version);
        }
        root
    }
}

/// Evaluates the modules, which are installed, and takes the objects out.
pub(crate) async fn evaluate(
    root: &Root,
    hear: lab_terraform::Hear<'_>,
    cancelled: &CancellationToken,
) -> Result<Desired, DeployError> {
    root.apply(hear, cancelled).await?;
    let mut objects = Vec::new();
    for output in LIVE {
        objects.extend(objects_of(output, root.output(output, cancelled).await?)?);
    }
    let secrets = root.output("secrets", cancelled).await?;
    let secrets = serde_json::from_value(secrets)
        .map_err(|error| DeployError::NoObject(format!("output `secrets`: {error}")))?;
    Ok(Desired { objects: in_order(objects), secrets })
}

fn objects_of(output: &str, value: Value) -> Result<Vec<Object>, DeployError> {
    let map: Map<String, Value> = serde_json::from_value(value)
        .map_err(|error| DeployError::NoObject(format!("output `{output}`: {error}")))?;
    let object = |(key, content): (String, Value)| {
        let lacks = || DeployError::NoObject(format!("`{key}` of output `{output}` lacks a kind or a name"));
        Object::new(content).ok_or_else(lacks)
    };
    map.into_iter().map(object).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_output_is_objects_by_their_keys() {
        let config_map = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" } });
        let objects = objects_of("apps", json!({ "ConfigMap/a": config_map })).unwrap();
        assert_eq!(objects[0].content, config_map);
        let error = |value| objects_of("apps", value).unwrap_err().to_string();
        insta::assert_snapshot!(
            error(json!({ "ConfigMap/a": { "kind": "ConfigMap" } })),
            @"`deploy/live/render` puts out what is no Kubernetes object: `ConfigMap/a` of output `apps` lacks a kind or a name"
        );
        assert!(error(json!("text")).contains("output `apps`"));
    }
}
