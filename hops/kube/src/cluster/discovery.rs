//! Which path leads to an object of a kind: the server says.

use std::sync::Arc;

use serde::Deserialize;

use super::Cluster;
use super::wire::{Call, Right, segment};
use crate::Problem;

/// A kind of a group and version.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) namespaced: bool,
}

impl Cluster {
    /// `None` if the server has no such kind.
    pub(super) async fn resource(&self, api_version: &str, kind: &str) -> Result<Option<Resource>, Problem> {
        let resources = self.resources(api_version).await?;
        let is_it = |resource: &&Resource| resource.kind == kind && !resource.name.contains('/');
        Ok(resources.and_then(|resources| resources.iter().find(is_it).cloned()))
    }

    /// Asked once for each group and version; whoever comes while it is being asked waits for that answer.
    async fn resources(&self, api_version: &str) -> Result<Option<Arc<[Resource]>>, Problem> {
        #[derive(Deserialize)]
        struct List {
            resources: Vec<Resource>,
        }
        let mut known = self.inner.resources.lock().await;
        if let Some(resources) = known.get(api_version) {
            return Ok(resources.clone());
        }
        let path = root(api_version)?;
        let resources: Option<Arc<[Resource]>> = match self.call(&Call::get(Right::Anybody, path)).await {
            Ok(answer) => Some(answer.json::<List>()?.resources.into()),
            Err(Problem::NotFound) => None,
            Err(problem) => return Err(problem),
        };
        known.insert(api_version.to_owned(), resources.clone());
        Ok(resources)
    }
}

/// `/api/v1` or `/apis/group/version`.
pub(super) fn root(api_version: &str) -> Result<String, Problem> {
    match api_version.split_once('/') {
        Some((group, version)) => Ok(format!("/apis/{}/{}", segment(group)?, segment(version)?)),
        None => Ok(format!("/api/{}", segment(api_version)?)),
    }
}

/// The group of an `apiVersion`, as RBAC writes it.
pub(super) fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}
