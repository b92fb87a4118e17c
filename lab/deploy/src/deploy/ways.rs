//! Which way objects go, and what an earlier deployment made by the other.

use lab_terraform::{Terraform, TerraformError};

use super::Work;
use crate::error::DeployError;
use crate::inventory::Inventory;
use crate::options::Goal;
use crate::places::failed;
use crate::server_side::ServerSide;
use crate::state::{self, Made};
use crate::terraform::{LIVE, RENDER};

impl Work<'_> {
    /// Installs modules, and the provider if it can be had; as [`Self::provider`].
    pub(super) async fn install(&self, terraform: &Terraform) -> Result<Option<String>, DeployError> {
        let render = lab_terraform::Root::new(terraform, self.places.root(RENDER));
        render.init(&|_| (), self.cancelled).await?;
        self.provider(terraform).await
    }

    /// Why Terraform's provider cannot be had; `None` if it can.
    pub(super) async fn provider(&self, terraform: &Terraform) -> Result<Option<String>, DeployError> {
        for name in LIVE {
            let root = lab_terraform::Root::new(terraform, self.places.root(name));
            match root.init(&|_| (), self.cancelled).await {
                Ok(()) => {}
                Err(TerraformError::ProviderUnavailable { provider, reason }) => {
                    let reason = shortly(&reason);
                    return Ok(Some(format!("the provider {provider} cannot be installed ({reason})")));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    /// What Terraform made, by its state, is taken over: it can be had no more, and the objects are the same.
    pub(super) fn adopt(&self, way: &mut ServerSide<'_>) -> Result<(), DeployError> {
        let made = state::made(&self.places)?;
        if made.is_empty() {
            return Ok(());
        }
        for Made { key, uid } in &made {
            way.inventory.adopt(key, uid.as_deref());
        }
        if self.options.goal == Goal::Plan { Ok(()) } else { way.save() }
    }

    /// What was made without Terraform's provider must go before that can make it.
    pub(super) async fn refuse_other_way(&self) -> Result<(), DeployError> {
        let inventory = self.server_side()?.inventory;
        let keys: Vec<_> = inventory.keys().cloned().collect();
        let live = self.cluster().get(&keys).await?;
        let made: Vec<_> = keys
            .into_iter()
            .filter(|key| live.get(key).is_some_and(|object| inventory.is_ours(key, object)))
            .collect();
        if made.is_empty() { Ok(()) } else { Err(DeployError::OtherWay(made)) }
    }

    pub(super) fn server_side(&self) -> Result<ServerSide<'_>, DeployError> {
        let path = self.places.inventory();
        let inventory = Inventory::read(&path).map_err(failed("read", &path))?;
        let (events, cancelled) = (self.events, self.cancelled);
        Ok(ServerSide { cluster: self.cluster(), places: &self.places, inventory, events, cancelled })
    }
}

/// Of a chain of causes the last two.
fn shortly(reason: &str) -> String {
    let causes: Vec<&str> = reason.split(": ").collect();
    causes[causes.len().saturating_sub(2)..].join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_chain_of_causes_the_last_are_told() {
        let reason = "could not connect to registry.terraform.io: failed to request discovery document: Get \"https://x\": dial tcp: lookup registry.terraform.io on 192.0.2.1:53: no such host";
        assert_eq!(shortly(reason), "lookup registry.terraform.io on 192.0.2.1:53: no such host");
        assert_eq!(shortly("no mirror has it"), "no mirror has it");
    }
}
