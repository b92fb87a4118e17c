//! From files to a configuration of the client.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use kube::config::{Kubeconfig, KubeconfigError};

use super::ConnectOptions;
use crate::KubeError;

/// A kubeconfig and which of its contexts is meant.
pub(super) struct Read {
    pub(super) config: Kubeconfig,
    pub(super) context: String,
    pub(super) files: Vec<PathBuf>,
}

/// Reads the file that was named, else those of `$KUBECONFIG`, else `~/.kube/config`, and checks that the context is there.
pub(super) fn read(options: &ConnectOptions) -> Result<Read, KubeError> {
    let files = match &options.kubeconfig {
        Some(file) => vec![file.clone()],
        None => usual_files(std::env::var_os("KUBECONFIG").as_deref(), std::env::home_dir()),
    };
    let (config, files) = merge(files)?;
    let contexts: Vec<String> = config.contexts.iter().map(|context| context.name.clone()).collect();
    let context = options.context.clone().or_else(|| config.current_context.clone()).unwrap_or_default();
    if !contexts.contains(&context) {
        return Err(KubeError::NoContext { files, context, contexts });
    }
    Ok(Read { config, context, files })
}

fn usual_files(variable: Option<&OsStr>, home: Option<PathBuf>) -> Vec<PathBuf> {
    let named: Vec<PathBuf> = variable.into_iter().flat_map(std::env::split_paths).collect();
    let named: Vec<PathBuf> = named.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    if named.is_empty() { home.map(|home| home.join(".kube/config")).into_iter().collect() } else { named }
}

/// Files that are not there are left out as long as there is one, as kubectl does.
fn merge(files: Vec<PathBuf>) -> Result<(Kubeconfig, Vec<PathBuf>), KubeError> {
    let mut merged: Option<Kubeconfig> = None;
    let mut read = Vec::new();
    for file in &files {
        let next = match read_one(file) {
            Ok(Some(next)) => next,
            Ok(None) => continue,
            Err(reason) => return Err(KubeError::BadKubeconfig { files: vec![file.clone()], reason }),
        };
        read.push(file.clone());
        merged = Some(match merged {
            None => next,
            Some(before) => before.merge(next).map_err(|error| KubeError::BadKubeconfig {
                files: read.clone(),
                reason: error.to_string(),
            })?,
        });
    }
    match merged {
        Some(merged) => Ok((merged, read)),
        None => Err(KubeError::NoKubeconfig { looked_for: files }),
    }
}

fn read_one(file: &Path) -> Result<Option<Kubeconfig>, String> {
    match Kubeconfig::read_from(file) {
        Ok(config) if config.clusters.is_empty() && config.contexts.is_empty() => {
            Err("it names no cluster and no context".to_owned())
        }
        Ok(config) => Ok(Some(config)),
        Err(KubeconfigError::ReadConfig(error, _)) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(None)
        }
        Err(KubeconfigError::ReadConfig(error, _)) => Err(error.to_string()),
        Err(KubeconfigError::Parse(_)) => Err("it is not YAML of a kubeconfig".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_comes_before_the_home_and_may_name_several() {
        let home = Some(PathBuf::from("/home/me"));
        assert_eq!(
            usual_files(Some("/a::/b".as_ref()), home.clone()),
            [PathBuf::from("/a"), PathBuf::from("/b")]
        );
        assert_eq!(usual_files(Some("".as_ref()), home.clone()), [PathBuf::from("/home/me/.kube/config")]);
        assert_eq!(usual_files(None, home), [PathBuf::from("/home/me/.kube/config")]);
        assert!(usual_files(None, None).is_empty());
    }
}
