//! What the shop needs beside itself, from the bundle.

use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use crate::error::DeployError;
use crate::event::Events;

/// Archives of images, and manifests.
#[derive(Debug, Default)]
pub(crate) struct Addons {
    /// Each with the name that the modules know it by, and its version.
    pub(crate) archives: Vec<(&'static str, String, PathBuf)>,
    /// A directory of the Gateway API's definitions.
    pub(crate) gateway_api_crds: Option<PathBuf>,
}

impl Addons {
    /// Builds what is not at hand.
    pub(crate) async fn ensure(
        _ingress: bool,
        _events: &Events<'_>,
        _cancelled: &CancellationToken,
    ) -> Result<Self, DeployError> {
        Ok(Self::default())
    }
}
