//! Removing what was deployed, by whoever made it.

use std::fs;
use std::io::ErrorKind;

use lab_terraform::Terraform;

use super::Work;
use crate::error::DeployError;
use crate::event::Event;
use crate::places::failed;
use crate::provider::Provider;
use crate::report::{Images, Planned, Report, Way};
use crate::settings::Settings;
use crate::state;
use crate::terraform::{Inputs, LIVE};

impl Work<'_> {
    /// Exactly what the inventory holds, or Terraform's state.
    pub(super) async fn destroy(&self) -> Result<Report, DeployError> {
        let ingress = Settings::read(&self.places.settings())?.ingress;
        let (way, objects) = self.destroy_all(ingress).await?;
        let path = self.places.settings();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed("remove", &path)(error)),
            _ => {}
        }
        let (images, terraform_plans, addresses) = (Images::new(), Vec::new(), Vec::new());
        Ok(Report { way, ingress, images, objects, terraform_plans, addresses })
    }

    async fn destroy_all(&self, ingress: bool) -> Result<(Way, Vec<Planned>), DeployError> {
        let mut way = self.server_side()?;
        if !way.inventory.is_empty() || state::is_empty(&self.places)? {
            self.adopt(&mut way)?;
            state::forget(&self.places)?;
            return Ok((Way::ServerSideApply { because: None }, way.destroy().await?));
        }
        let terraform = Terraform::find().await?;
        self.places.make_data_directories(&LIVE)?;
        let Some(because) = self.provider(&terraform).await? else {
            return Ok((Way::Terraform, self.destroy_by_terraform(&terraform, ingress).await?));
        };
        (self.events)(Event::Note(format!("by kubectl what Terraform made: {because}")));
        self.adopt(&mut way)?;
        state::forget(&self.places)?;
        Ok((Way::ServerSideApply { because: Some(because) }, way.destroy().await?))
    }

    async fn destroy_by_terraform(
        &self,
        terraform: &Terraform,
        ingress: bool,
    ) -> Result<Vec<Planned>, DeployError> {
        // What is destroyed is in the state; the variables only have to be there.
        let inputs = Inputs {
            kubeconfig: self.lab.kubeconfig(),
            ingress,
            gateway_api_crds: None,
            shop_version: "0".to_owned(),
        };
        Provider { work: self, terraform, inputs: &inputs }.destroy().await
    }
}
