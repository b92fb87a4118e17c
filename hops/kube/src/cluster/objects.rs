//! Single objects: read, applied, annotated, deleted.

use http::Method;
use serde_json::{Value, json};

use super::Cluster;
use super::discovery::{Resource, group, root};
use super::wire::{Call, Right, segment};
use crate::{KubeError, Problem, Role, requests};

/// Where an object is.
struct Place {
    resource: Resource,
    path: String,
}

impl Cluster {
    /// One object as the server has it, with `managedFields`; `None` if it is not there, or its kind is not. Read with
    /// whatever rights the caller has: a plan may name anything.
    ///
    /// # Errors
    /// No right, or no answer.
    pub async fn get(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>, KubeError> {
        let what = || format!("{kind} `{}` cannot be read", full_name(namespace, name));
        let failed = |role| move |problem| KubeError::call(what(), problem, role);
        let place = self.place(api_version, kind, namespace, name).await.map_err(failed(None))?;
        let Some(place) = place else { return Ok(None) };
        let is_planned = requests::is_planned(group(api_version), &place.resource.name);
        match self.call(&Call::get(Right::Callers, place.path)).await {
            Ok(answer) => answer.json().map(Some),
            Err(Problem::NotFound) => Ok(None),
            Err(problem) => Err(problem),
        }
        .map_err(failed(is_planned.then_some(Role::Planner)))
    }

    /// Server-side apply, without forcing conflicts. Gives back the object as it is then.
    ///
    /// # Errors
    /// No right, a conflict, or no answer.
    pub async fn apply(&self, object: &Value, field_manager: &str) -> Result<Value, KubeError> {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let (api_version, kind) =
            (text("/apiVersion").unwrap_or_default(), text("/kind").unwrap_or_default());
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name").unwrap_or_default());
        let applied = async {
            let place = self.place(api_version, kind, namespace, name).await?.ok_or(Problem::NotFound)?;
            let call = Call {
                right: Right::Of { group: group(api_version), resource: &place.resource.name, verb: "patch" },
                method: Method::PATCH,
                path: format!("{}?fieldManager={}", place.path, segment(field_manager)?),
                content_type: Some("application/apply-patch+yaml"),
                body: object.to_string().into_bytes(),
            };
            self.call(&call).await?.json()
        };
        let what = || format!("{kind} `{}` cannot be applied", full_name(namespace, name));
        applied.await.map_err(|problem| KubeError::call(what(), problem, Some(Role::Installer)))
    }

    /// Sets one annotation of a pod. Its kubelet sees that and mounts the pod's `ConfigMaps` as they are now.
    ///
    /// # Errors
    /// No such pod, no right, or no answer.
    pub async fn annotate_pod(
        &self,
        namespace: &str,
        pod: &str,
        key: &str,
        value: &str,
    ) -> Result<(), KubeError> {
        let annotated = async {
            let call = Call {
                right: Right::Of { group: "", resource: "pods", verb: "patch" },
                method: Method::PATCH,
                path: format!("/api/v1/namespaces/{}/pods/{}", segment(namespace)?, segment(pod)?),
                content_type: Some("application/merge-patch+json"),
                body: json!({ "metadata": { "annotations": { key: value } } }).to_string().into_bytes(),
            };
            self.call(&call).await.map(|_| ())
        };
        let what = || format!("pod `{namespace}/{pod}` cannot be annotated");
        annotated.await.map_err(|problem| KubeError::call(what(), problem, Some(Role::Installer)))
    }

    /// Deletes an object and, in the background, what it owns; `false` if it was not there.
    ///
    /// # Errors
    /// No right, or no answer.
    pub async fn delete(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<bool, KubeError> {
        let deleted = async {
            let Some(place) = self.place(api_version, kind, namespace, name).await? else { return Ok(false) };
            let call = Call {
                right: Right::Of {
                    group: group(api_version),
                    resource: &place.resource.name,
                    verb: "delete",
                },
                method: Method::DELETE,
                path: format!("{}?propagationPolicy=Background", place.path),
                content_type: None,
                body: Vec::new(),
            };
            match self.call(&call).await {
                Ok(_) => Ok(true),
                Err(Problem::NotFound) => Ok(false),
                Err(problem) => Err(problem),
            }
        };
        let what = || format!("{kind} `{}` cannot be deleted", full_name(namespace, name));
        deleted.await.map_err(|problem| KubeError::call(what(), problem, Some(Role::Installer)))
    }

    async fn place(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Place>, Problem> {
        let Some(resource) = self.resource(api_version, kind).await? else { return Ok(None) };
        let root = root(api_version)?;
        let name = segment(name)?;
        let path = if resource.namespaced {
            let namespace = segment(namespace.unwrap_or("default"))?;
            format!("{root}/namespaces/{namespace}/{}/{name}", resource.name)
        } else {
            format!("{root}/{}/{name}", resource.name)
        };
        Ok(Some(Place { resource, path }))
    }
}

fn full_name(namespace: Option<&str>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}"))
}
