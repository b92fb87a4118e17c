//! The template of all images, made when there is none.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lab_bundle::{Bundle, ImageArchive, images_key};
use lab_machine::Machine;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::specs::{CONTAINERD_SOCKET, Specs, archive_in_machine};
use crate::command_output::{last_lines, run_in_machine};
use crate::error::UpError;
use crate::lock::Lock;
use crate::store::Store;
use crate::up::kubeadm::in_machine;

/// Another `up` imports a few hundred MiB meanwhile.
const PATIENCE_WITH_ANOTHER: Duration = Duration::from_mins(5);
const PATIENCE_WITH_CONTAINERD: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
const QUOTED_LINES: usize = 4;

/// The template of the bundle's images and of those that a person added.
pub(crate) async fn template(
    store: &Store,
    bundle: &Bundle,
    extra: &[ImageArchive],
    specs: &Specs<'_>,
    program: &Path,
    cancelled: &CancellationToken,
) -> Result<PathBuf, UpError> {
    let archives: Vec<&ImageArchive> = bundle.images().iter().chain(extra).collect();
    let key = images_key(archives.iter().copied());
    let find = || store.find(&key).map_err(UpError::store);
    if let Some(template) = find()? {
        return Ok(template);
    }
    let lock = lock(store).await?;
    // The one that we waited for may have made just this one.
    if let Some(template) = find()? {
        return Ok(template);
    }
    let workshop = store.workshop(&lock).map_err(UpError::store)?;
    let paths: Vec<&Path> = archives.iter().map(|archive| archive.path.as_path()).collect();
    let machine = lab_machine::boot(program, &specs.importer(&workshop, &paths)).await?;
    let imported = cancelled.run_until_cancelled(import_all(&machine, &paths)).await;
    machine.power_cut().await?;
    imported.unwrap_or(Err(UpError::Cancelled))?;
    let root = workshop.join("var/lib/containerd");
    let (store, key) = (store.clone(), key);
    blocking(move || store.finish(&lock, &root, &key)).await
}

async fn lock(store: &Store) -> Result<Lock, UpError> {
    let deadline = Instant::now() + PATIENCE_WITH_ANOTHER;
    loop {
        if let Some(lock) = store.try_lock().map_err(UpError::store)? {
            return Ok(lock);
        }
        if Instant::now() > deadline {
            return Err(UpError::StoreBusy { patience: PATIENCE_WITH_ANOTHER });
        }
        sleep(BETWEEN_LOOKS).await;
    }
}

/// One after the other: containerd spends the time on checksums and unpacking, and one archive keeps a disk busy.
async fn import_all(machine: &Machine, archives: &[&Path]) -> Result<(), UpError> {
    wait_for_containerd(machine).await?;
    for (index, archive) in archives.iter().enumerate() {
        import(machine, index, archive).await?;
    }
    Ok(())
}

async fn import(machine: &Machine, index: usize, archive: &Path) -> Result<(), UpError> {
    let log = machine.log(&format!("import-{index}"));
    let inside = archive_in_machine(index);
    let arguments = ["--namespace", "k8s.io", "images", "import", &inside];
    let status = run_in_machine(machine, "ctr", &arguments, &log, None, |_| ()).await;
    let status =
        status.map_err(|source| UpError::Io { doing: "import", path: archive.to_owned(), source })?;
    if status.success() {
        return Ok(());
    }
    let said = last_lines(&log, QUOTED_LINES).join(" ");
    Err(UpError::Import { archive: archive.to_owned(), said })
}

/// Returns when containerd accepts connections.
pub(crate) async fn wait_for_containerd(machine: &Machine) -> Result<(), UpError> {
    let socket = in_machine(machine, CONTAINERD_SOCKET);
    let deadline = Instant::now() + PATIENCE_WITH_CONTAINERD;
    while tokio::net::UnixStream::connect(&socket).await.is_err() {
        if Instant::now() > deadline {
            let log = machine.log("containerd");
            let lines = last_lines(&log, QUOTED_LINES);
            return Err(UpError::Containerd { machine: machine.name().to_owned(), lines, log });
        }
        sleep(BETWEEN_LOOKS).await;
    }
    Ok(())
}

/// Gives every node its clone of the template, unless it has one.
pub(crate) async fn clone(template: &Path, nodes: Vec<PathBuf>) -> Result<(), UpError> {
    let template = template.to_owned();
    blocking(move || {
        for node in nodes {
            let parent = node.join("var/lib");
            fs::create_dir_all(&parent)?;
            crate::store::clone(&template, &parent.join("containerd"))?;
        }
        Ok(())
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, UpError> {
    let result = tokio::task::spawn_blocking(work).await;
    result.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(UpError::store)
}
