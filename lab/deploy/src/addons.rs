//! What the shop needs beside itself, from bundles of their own.

use std::path::PathBuf;

use lab_bundle::{Bundle, Options, Set};
use tokio_util::sync::CancellationToken;

use crate::error::DeployError;
use crate::event::{Event, Events};

/// Archives of images, and manifests.
#[derive(Debug, Default)]
pub(crate) struct Addons {
    pub(crate) archives: Vec<Addon>,
    /// A directory of the Gateway API's definitions.
    pub(crate) gateway_api_crds: Option<PathBuf>,
}

/// One image.
#[derive(Debug)]
pub(crate) struct Addon {
    /// As the modules know it.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) archive: PathBuf,
}

impl Addons {
    /// Builds what is not at hand.
    pub(crate) async fn ensure(
        ingress: bool,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Self, DeployError> {
        let mut addons = Self::default();
        addons.add("metrics-server", Set::MetricsServer, events, cancelled).await?;
        if ingress {
            let bundle = addons.add("traefik", Set::Ingress, events, cancelled).await?;
            addons.gateway_api_crds = Some(bundle.definitions_directory());
        }
        Ok(addons)
    }

    async fn add(
        &mut self,
        name: &'static str,
        set: Set,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Bundle, DeployError> {
        let hear = |event| events(Event::Bundle(event));
        let bundle = Bundle::ensure(&Options::default(), set, &hear, cancelled).await;
        let bundle = bundle
            .map_err(|error| if cancelled.is_cancelled() { DeployError::Cancelled } else { error.into() })?;
        let archives = bundle.images().iter().map(|image| image.path.clone());
        self.archives.extend(archives.map(|archive| Addon { name, version: set.version(), archive }));
        Ok(bundle)
    }
}
