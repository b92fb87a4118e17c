//! Calico's own manifest, as its project published it and adapted to a lab.

use std::fs;
use std::path::{Path, PathBuf};

use lab_bundle::ImageArchive;
use lab_machine::Machine;
use lab_plan::CalicoConfig;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::images::wait_for_containerd;
use crate::certificate::hexadecimal;
use crate::command_output::{last_lines, run_in_machine};
use crate::error::UpError;
use crate::kubectl::Kubectl;

const QUOTED_LINES: usize = 1;

/// The manifest, adapted.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    objects: Vec<Value>,
}

impl Manifest {
    /// Reads it from the first of these directories that has it, and checks that it is the one that is meant.
    pub(crate) fn find(directories: &[PathBuf], config: &CalicoConfig) -> Result<Self, UpError> {
        let paths = directories.iter().map(|directory| directory.join(config.manifest_file()));
        let Some(path) = paths.into_iter().find(|path| path.is_file()) else {
            return Err(UpError::NoCalico {
                directory: directories.first().cloned().unwrap_or_default(),
                address: config.manifest_url.clone(),
            });
        };
        let text = fs::read_to_string(&path).map_err(|source| UpError::Io {
            doing: "read",
            path: path.clone(),
            source,
        })?;
        let found = hexadecimal(&Sha256::digest(&text));
        if found != config.sha256 {
            return Err(UpError::OtherCalico {
                path,
                version: config.version.clone(),
                found,
                address: config.manifest_url.clone(),
            });
        }
        Self::adapt(&text, config).ok_or(UpError::Unreadable { path })
    }

    /// With the environment that Terraform gives `calico-node`. `None` if the text is not such a manifest.
    fn adapt(text: &str, config: &CalicoConfig) -> Option<Self> {
        let mut objects: Vec<Value> = serde_saphyr::from_multiple(text).ok()?;
        objects.retain(|object| !object.is_null());
        let node = objects.iter_mut().find(|it| is(it, "DaemonSet", "calico-node"))?;
        let containers = node.pointer_mut("/spec/template/spec/containers")?.as_array_mut()?;
        let container = containers.iter_mut().find(|it| it["name"] == "calico-node")?;
        let environment = container.get_mut("env")?.as_array_mut()?;
        for (name, value) in &config.environment {
            environment.retain(|variable| variable["name"] != *name);
            environment.push(json!({ "name": name, "value": value }));
        }
        Some(Self { objects })
    }

    /// The images that its pods run, each once.
    pub(crate) fn images(&self) -> Vec<&str> {
        let lists = ["/spec/template/spec/initContainers", "/spec/template/spec/containers"];
        let containers =
            self.objects.iter().flat_map(|object| lists.iter().filter_map(|list| object.pointer(list)));
        let images =
            containers.filter_map(Value::as_array).flatten().filter_map(|it| it.get("image")?.as_str());
        let mut images: Vec<&str> = images.collect();
        images.sort_unstable();
        images.dedup();
        images
    }

    /// Pulls into the control plane what no archive has: if that fails, it would fail in every node, much later.
    pub(crate) async fn pull_missing(
        &self,
        archives: impl Iterator<Item = &ImageArchive>,
        machine: &Machine,
    ) -> Result<(), UpError> {
        let at_hand: Vec<&str> = archives.flat_map(|it| it.references.iter().map(String::as_str)).collect();
        wait_for_containerd(machine).await?;
        for image in self.images().into_iter().filter(|image| !at_hand.contains(image)) {
            pull(image, machine).await?;
        }
        Ok(())
    }

    /// Hands it to the API server.
    pub(crate) async fn apply(&self, kubectl: &Kubectl) -> Result<(), UpError> {
        let list = json!({ "apiVersion": "v1", "kind": "List", "items": self.objects });
        // Its CustomResourceDefinitions are too long for the annotation of a client-side apply.
        kubectl.output(&["apply", "--server-side", "--filename=-"], list.to_string().as_bytes()).await?;
        Ok(())
    }
}

async fn pull(image: &str, machine: &Machine) -> Result<(), UpError> {
    let log = machine.log("pull");
    let arguments = ["--namespace", "k8s.io", "images", "pull", image];
    let failed = |source| UpError::Io { doing: "run `ctr` in", path: machine.name().into(), source };
    let status = run_in_machine(machine, "ctr", &arguments, &log, None, |_| ()).await.map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    Err(UpError::Image { image: image.to_owned(), said: last_lines(&log, QUOTED_LINES).concat() })
}

fn is(object: &Value, kind: &str, name: &str) -> bool {
    object["kind"] == kind && object.pointer("/metadata/name").is_some_and(|it| it == name)
}

/// Where the manifest may be: beside added archives, and in the cache.
pub(crate) fn directories(images: Option<&Path>, cache: &Path) -> Vec<PathBuf> {
    images.into_iter().chain([cache]).map(Path::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use lab_plan::ClusterConfig;

    use super::*;

    const MANIFEST: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: calico-node}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: calico-node}
spec:
  template:
    spec:
      initContainers:
      - {name: install-cni, image: 'quay.io/calico/cni:v3.32.1'}
      containers:
      - name: calico-node
        image: quay.io/calico/node:v3.32.1
        env:
        - {name: CALICO_IPV4POOL_VXLAN, value: CrossSubnet}
        - {name: FELIX_HEALTHENABLED, value: 'true'}
";

    fn config() -> CalicoConfig {
        ClusterConfig::copy().calico
    }

    #[test]
    fn pods_go_by_vxlan_always_and_other_settings_stay() {
        let manifest = Manifest::adapt(MANIFEST, &config()).unwrap();
        let environment = manifest.objects[1].pointer("/spec/template/spec/containers/0/env").unwrap();
        insta::assert_snapshot!(environment, @r#"[{"name":"FELIX_HEALTHENABLED","value":"true"},{"name":"CALICO_IPV4POOL_CIDR","value":"10.244.0.0/16"},{"name":"CALICO_IPV4POOL_IPIP","value":"Never"},{"name":"CALICO_IPV4POOL_VXLAN","value":"Always"},{"name":"FELIX_NFTABLESMODE","value":"Enabled"}]"#);
    }

    #[test]
    fn every_image_is_named() {
        let manifest = Manifest::adapt(MANIFEST, &config()).unwrap();
        assert_eq!(manifest.images(), ["quay.io/calico/cni:v3.32.1", "quay.io/calico/node:v3.32.1"]);
    }

    #[test]
    fn another_manifest_is_refused_by_its_checksum() {
        let directory = tempfile::tempdir().unwrap();
        let missing = Manifest::find(&[directory.path().to_owned()], &config()).unwrap_err();
        assert!(matches!(missing, UpError::NoCalico { .. }));
        fs::write(directory.path().join(config().manifest_file()), MANIFEST).unwrap();
        let other = Manifest::find(&[directory.path().to_owned()], &config()).unwrap_err();
        assert!(matches!(other, UpError::OtherCalico { .. }));
    }
}
