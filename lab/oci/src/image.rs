//! An image before it is bytes.

use std::collections::{BTreeMap, BTreeSet};

use oci_spec::image::{
    Arch, ConfigBuilder, Digest, ImageConfiguration, ImageConfigurationBuilder, Os, RootFsBuilder,
};

use crate::{Layer, Platform};

/// What is written by [`crate::write()`]: layers, and how a runtime starts a process in them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    /// What the program in it runs on.
    pub platform: Platform,
    /// From the lowest.
    pub layers: Vec<Layer>,
    /// `USER` or `USER:GROUP`, numeric, so that Kubernetes can tell that it is not root; root if empty.
    pub user: String,
    /// The program and its arguments.
    pub entrypoint: Vec<String>,
    /// Variables by name.
    pub environment: BTreeMap<String, String>,
    /// Annotations that travel with the image, such as `org.opencontainers.image.version`.
    pub labels: BTreeMap<String, String>,
    /// `PORT/PROTOCOL`, such as `5000/tcp`; for readers only.
    pub exposed_ports: BTreeSet<String>,
}

impl Image {
    /// Without layers, root's, with nothing to run.
    pub fn new(platform: Platform) -> Self {
        Self {
            platform,
            layers: Vec::new(),
            user: String::new(),
            entrypoint: Vec::new(),
            environment: BTreeMap::new(),
            labels: BTreeMap::new(),
            exposed_ports: BTreeSet::new(),
        }
    }

    /// The configuration as in the specification; `layers` are the digests of the uncompressed layers.
    pub(crate) fn configuration(&self, layers: &[Digest]) -> ImageConfiguration {
        let rootfs = RootFsBuilder::default()
            .typ("layers")
            .diff_ids(layers.iter().map(ToString::to_string).collect::<Vec<_>>())
            .build()
            .expect("every field has a default");
        let builder = ImageConfigurationBuilder::default()
            .os(Os::from(self.platform.os.as_str()))
            .architecture(Arch::from(self.platform.architecture.as_str()))
            .config(self.process())
            .rootfs(rootfs);
        let mut configuration = builder.build().expect("every field has a default");
        configuration.set_variant(self.platform.variant.clone());
        configuration
    }

    fn process(&self) -> oci_spec::image::Config {
        let some = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        let environment: Vec<_> =
            self.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let ports: Vec<_> = self.exposed_ports.iter().cloned().collect();
        let mut config = ConfigBuilder::default().build().expect("every field has a default");
        config.set_user((!self.user.is_empty()).then(|| self.user.clone()));
        config.set_entrypoint(some(&self.entrypoint));
        config.set_env(some(&environment));
        config.set_exposed_ports(some(&ports));
        config.set_labels(
            (!self.labels.is_empty())
                .then(|| self.labels.iter().map(|(name, value)| (name.clone(), value.clone())).collect()),
        );
        config
    }
}
