//! Which cluster is meant.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use hops_kube::ConnectOptions;
use hops_trace::KnownMirror;
use lab_cluster::Lab;

use crate::failure::Failure;

/// The kubeconfig that was named, that of the environment, that in the home, or that of the one lab of this machine.
///
/// # Errors
/// When there is none of these, but several labs, or one that only root may read.
pub(crate) fn find(kubeconfig: Option<&Path>, context: Option<&str>) -> Result<ConnectOptions, Failure> {
    let usual = ConnectOptions::default();
    let named = ConnectOptions {
        kubeconfig: kubeconfig.map(Path::to_owned),
        context: context.map(str::to_owned),
        ..usual
    };
    if named.kubeconfig.is_some() || has_usual_kubeconfig() {
        return Ok(named);
    }
    Ok(ConnectOptions { kubeconfig: of_a_lab()?, ..named })
}

/// Where the labs of this machine have the images that their nodes take for Docker Hub's.
pub(super) fn labs_mirrors() -> Vec<KnownMirror> {
    let labs = Lab::names().unwrap_or_default().into_iter().filter_map(|name| Lab::open(&name).ok());
    let known = labs.filter_map(|lab| {
        let mirror = format!("docker.io=http://{}", lab.registry()).parse().ok()?;
        Some(KnownMirror { api_server: lab.plan().control_plane().address.into(), mirror })
    });
    known.collect()
}

fn has_usual_kubeconfig() -> bool {
    let is_there = |path: PathBuf| path.try_exists().unwrap_or(true);
    env::var_os("KUBECONFIG").is_some_and(|paths| !paths.is_empty())
        || env::home_dir().is_some_and(|home| is_there(home.join(".kube/config")))
}

fn of_a_lab() -> Result<Option<PathBuf>, Failure> {
    let names = Lab::names().unwrap_or_default();
    let opened: Vec<_> = names.iter().map(|name| (name, Lab::open(name))).collect();
    let mut running = opened.iter().filter_map(|(name, lab)| Some((*name, lab.as_ref().ok()?)));
    match (running.next(), running.next()) {
        (Some((_, lab)), None) => Ok(Some(lab.kubeconfig())),
        (Some(_), Some(_)) => {
            let names: Vec<_> = names.iter().map(ToString::to_string).collect();
            Err(Failure::new(format!("there are several labs on this machine: {}", names.join(", ")))
                .with_hint("name one: --kubeconfig <(ninehops lab --name NAME kubeconfig)"))
        }
        (None, _)
            if names.is_empty() || !opened.iter().any(|(_, lab)| lab.as_ref().is_err_and(is_locked)) =>
        {
            Ok(None)
        }
        (None, _) => Err(Failure::new("there is no kubeconfig, and the lab on this machine belongs to root")
            .with_hint("run it with sudo")),
    }
}

fn is_locked(error: &lab_cluster::LabError) -> bool {
    matches!(error, lab_cluster::LabError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied)
}
