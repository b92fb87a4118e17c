//! What a later deployment takes over from an earlier one.

use std::fs;
use std::io;
use std::path::Path;

use lab_cluster::write_whole;
use serde::{Deserialize, Serialize};

use crate::error::DeployError;
use crate::options::Ingress;
use crate::places::failed;

/// The contents of `settings.json`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Settings {
    /// Whether Traefik is wanted.
    pub(crate) ingress: bool,
}

impl Settings {
    pub(crate) fn read(path: &Path) -> Result<Self, DeployError> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| failed("read", path)(error.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(failed("read", path)(error)),
        }
    }

    /// With what is wanted now.
    pub(crate) fn with(self, ingress: Ingress) -> Self {
        Self { ingress: self.ingress || ingress == Ingress::Wanted }
    }

    pub(crate) fn write(self, path: &Path) -> Result<(), DeployError> {
        let written =
            serde_json::to_vec(&self).map_err(io::Error::from).and_then(|bytes| write_whole(path, &bytes));
        written.map_err(failed("write", path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ingress_that_was_wanted_once_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.json");
        let settings = Settings::read(&path).unwrap();
        assert_eq!(settings.with(Ingress::AsBefore), Settings { ingress: false });
        settings.with(Ingress::Wanted).write(&path).unwrap();
        assert_eq!(Settings::read(&path).unwrap().with(Ingress::AsBefore), Settings { ingress: true });
    }
}
