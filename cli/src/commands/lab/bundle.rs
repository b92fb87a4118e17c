//! `ninehops lab bundle`: what a lab boots from.

use std::path::{Path, PathBuf};

use lab_bundle::{Bundle, BundleError, Event, Options, Set, VERSIONS};
use serde::Serialize;

use super::progress::{Progress, seconds};
use super::{interrupt, output};
use crate::arguments::{Addon, BundleArguments};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(super) async fn run(arguments: BundleArguments) -> Result<Exit, Failure> {
    let sets = sets(&arguments);
    let options = Options { directory: arguments.bundle };
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "stopping the compilers; what is built stays",
        second: "the next `ninehops lab bundle` goes on where this one was".to_owned(),
    };
    let built = interrupt::cancellable(&progress, words, async |cancelled| {
        let mut bundles = Vec::new();
        for set in sets {
            let hear = |event| narrate(&progress, event);
            bundles.push(Bundle::ensure(&options, set, &hear, &cancelled).await?);
            progress.done(&whole(set));
        }
        Ok(bundles)
    });
    let bundles = built.await?.map_err(|error| failure(&error))?;
    if arguments.json {
        output::print_json(&Report::of(&bundles))?;
    } else {
        let lines = bundles.iter().map(|bundle| format!("{}\n", bundle.directory().display()));
        output::print(lines.collect::<String>());
    }
    Ok(Exit::Healthy)
}

/// The cluster's first, then what was asked for, each once.
fn sets(arguments: &BundleArguments) -> Vec<Set> {
    let asked = |set| match set {
        Set::Cluster => true,
        Set::MetricsServer => arguments.all || arguments.with.contains(&Addon::MetricsServer),
        Set::Ingress => arguments.all || arguments.with.contains(&Addon::Ingress),
        Set::EtcdTools => arguments.all || arguments.with.contains(&Addon::EtcdTools),
    };
    Set::ALL.into_iter().filter(|set| asked(*set)).collect()
}

/// A build as lines.
pub(super) fn narrate(progress: &Progress, event: Event) {
    match event {
        Event::Waiting { directory } => {
            progress.remark(&format!("waiting for another process that builds in {}", directory.display()));
        }
        Event::Damaged { name, path } => {
            progress.remark(&format!("{name} is not what was recorded: building {} again", path.display()));
        }
        Event::Kept { name, path, reason } => progress.remark(&format!(
            "{name} carries another `nft` than this machine's and is used as it is: {reason} ({})",
            path.display()
        )),
        Event::Cached { .. } => {}
        Event::Started { part, outputs } => {
            progress.begin(built(part), format!("building {part}"));
            progress.detail(&built(part), &outputs.join(", "));
        }
        Event::Built { part, took } => progress.end_with(&built(part), &format!("in {}", seconds(took))),
    }
}

fn built(part: &str) -> String {
    format!("{part} built")
}

/// What stands there in the end.
fn whole(set: Set) -> String {
    let version = set.version();
    match set {
        Set::Cluster => format!("Kubernetes {version} and all that it needs"),
        Set::MetricsServer => format!("metrics-server {version}"),
        Set::EtcdTools => format!("etcdctl and etcdutl {version}"),
        Set::Ingress => format!("Traefik {version} and Gateway API {}", VERSIONS.gateway_api),
    }
}

fn failure(error: &BundleError) -> Failure {
    Failure::new(chain(error)).with_optional_hint(error.hint())
}

/// What `--json` prints: the cluster's bundle, and below it what was built with it.
#[derive(Serialize)]
struct Report<'a> {
    directory: &'a Path,
    versions: Versions,
    images: Vec<Image<'a>>,
    with: Vec<Added<'a>>,
}

#[derive(Serialize)]
struct Versions {
    kubernetes: &'static str,
    containerd: &'static str,
    runc: &'static str,
    etcd: &'static str,
    coredns: &'static str,
    cni_plugins: &'static str,
    registry: &'static str,
    pause: &'static str,
    metrics_server: &'static str,
    traefik: &'static str,
    gateway_api: &'static str,
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'static str,
    directory: &'a Path,
    images: Vec<Image<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definitions: Option<PathBuf>,
}

#[derive(Serialize)]
struct Image<'a> {
    references: &'a [String],
    path: &'a Path,
    sha256: &'a str,
}

impl<'a> Report<'a> {
    fn of(bundles: &'a [Bundle]) -> Self {
        let (cluster, added) = bundles.split_first().expect("the cluster's is always built");
        Self {
            directory: cluster.directory(),
            versions: Versions::of_this_program(),
            images: images(cluster),
            with: added.iter().map(Added::of).collect(),
        }
    }
}

impl<'a> Added<'a> {
    fn of(bundle: &'a Bundle) -> Self {
        Self {
            name: bundle.set().name(),
            directory: bundle.directory(),
            images: images(bundle),
            definitions: (bundle.set() == Set::Ingress).then(|| bundle.definitions_directory()),
        }
    }
}

fn images(bundle: &Bundle) -> Vec<Image<'_>> {
    let images = bundle.images().iter();
    images
        .map(|image| Image { references: &image.references, path: &image.path, sha256: &image.sha256 })
        .collect()
}

impl Versions {
    fn of_this_program() -> Self {
        Self {
            kubernetes: VERSIONS.kubernetes,
            containerd: VERSIONS.containerd,
            runc: VERSIONS.runc,
            etcd: VERSIONS.etcd,
            coredns: VERSIONS.coredns,
            cni_plugins: VERSIONS.cni_plugins,
            registry: VERSIONS.registry,
            pause: VERSIONS.pause,
            metrics_server: VERSIONS.metrics_server,
            traefik: VERSIONS.traefik,
            gateway_api: VERSIONS.gateway_api,
        }
    }
}
