//! Definitions that are served.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::ServerSide;
use crate::cluster::{Run, is_not_served};
use crate::error::DeployError;
use crate::object::{Key, Object};

const PATIENCE: Duration = Duration::from_mins(1);
const PATIENCE_TO_SERVE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);

impl ServerSide<'_> {
    /// Until then the API server takes no object of them.
    pub(super) async fn wait_until_established(&self, objects: &[&Object]) -> Result<(), DeployError> {
        let definitions: Vec<&Key> = objects
            .iter()
            .map(|object| &object.key)
            .filter(|key| key.kind == "CustomResourceDefinition")
            .collect();
        let end = Instant::now() + PATIENCE;
        loop {
            let live = self.cluster.get(definitions.iter().copied()).await?;
            let waiting = definitions.iter().find(|key| !live.get(key).is_some_and(is_established));
            match waiting {
                None => return Ok(()),
                Some(key) if Instant::now() > end => {
                    return Err(DeployError::NotEstablished {
                        definition: (*key).clone(),
                        patience: PATIENCE,
                    });
                }
                Some(_) if self.cancelled.is_cancelled() => return Err(DeployError::Cancelled),
                Some(_) => sleep(PAUSE).await,
            }
        }
    }

    /// Lets the API server look at objects that it could not look at before. Established does not say that it serves
    /// them yet.
    pub(super) async fn check(&self, objects: &[&Object]) -> Result<(), DeployError> {
        let end = Instant::now() + PATIENCE_TO_SERVE;
        loop {
            match self.cluster.apply(objects, Run::Dry).await {
                Err(DeployError::Refused(refusals)) if is_not_served(&refusals) && Instant::now() < end => {}
                checked => return checked.map(drop),
            }
            if self.cancelled.is_cancelled() {
                return Err(DeployError::Cancelled);
            }
            sleep(PAUSE).await;
        }
    }
}

fn is_established(definition: &Value) -> bool {
    let conditions = definition.pointer("/status/conditions").and_then(Value::as_array);
    conditions
        .into_iter()
        .flatten()
        .any(|condition| condition["type"] == "Established" && condition["status"] == "True")
}
