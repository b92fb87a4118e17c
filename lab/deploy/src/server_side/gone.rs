//! Objects that are deleted, and have gone.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::ServerSide;
use crate::error::DeployError;
use crate::event::{Running, Step};
use crate::object::Key;
use crate::order::{may_be_of_a_definition, rank};

/// Pods get half a minute to end, a namespace ends after the last of them.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(300);

impl ServerSide<'_> {
    /// Deletes objects in this order and waits until they have gone.
    pub(super) async fn delete(&mut self, keys: &[Key]) -> Result<(), DeployError> {
        if keys.is_empty() {
            return Ok(());
        }
        let step = Running::begin(Step::Delete, self.events);
        // Whoever works on objects of a definition must still be there when they go.
        let (defined, built_in): (Vec<&Key>, Vec<&Key>) =
            keys.iter().partition(|key| may_be_of_a_definition(key));
        for part in [defined, built_in] {
            if self.cancelled.is_cancelled() {
                return Err(DeployError::Cancelled);
            }
            self.cluster.begin_deletion(&part).await?;
            self.wait_until_gone(&part, &step).await?;
            for key in part {
                self.inventory.forget(key);
            }
            self.save()?;
        }
        step.end();
        Ok(())
    }

    pub(super) async fn wait_until_gone(&self, keys: &[&Key], step: &Running<'_>) -> Result<(), DeployError> {
        let end = Instant::now() + PATIENCE;
        loop {
            let mut stay: Vec<Key> = self.cluster.get(keys.iter().copied()).await?.into_keys().collect();
            if stay.is_empty() {
                return Ok(());
            }
            stay.sort_by_key(rank);
            step.detail(format!("{} of {} are still there", stay.len(), keys.len()));
            if Instant::now() > end {
                return Err(DeployError::NotGone { stay, patience: PATIENCE });
            }
            if self.cancelled.is_cancelled() {
                return Err(DeployError::Cancelled);
            }
            sleep(PAUSE).await;
        }
    }
}
