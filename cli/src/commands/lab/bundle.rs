//! `ninehops lab bundle`: what a lab boots from.

use std::path::Path;

use lab_bundle::{Bundle, BundleError, Event, Options, VERSIONS};
use serde::Serialize;

use super::progress::{Progress, seconds};
use super::{interrupt, output};
use crate::arguments::BundleArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(super) async fn run(arguments: BundleArguments) -> Result<Exit, Failure> {
    let options = Options { directory: arguments.bundle };
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "stopping the compilers; what is built stays",
        second: "the next `ninehops lab bundle` goes on where this one was".to_owned(),
    };
    let built = interrupt::cancellable(&progress, words, async |cancelled| {
        Bundle::ensure(&options, &|event| narrate(&progress, event), &cancelled).await
    });
    let bundle = built.await?.map_err(|error| failure(&error))?;
    progress.done(&format!("Kubernetes {} and all that it needs", VERSIONS.kubernetes));
    if arguments.json {
        output::print_json(&Report::of(&bundle))?;
    } else {
        output::print(format!("{}\n", bundle.directory().display()));
    }
    Ok(Exit::Healthy)
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

fn failure(error: &BundleError) -> Failure {
    Failure::new(chain(error)).with_optional_hint(error.hint())
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    directory: &'a Path,
    versions: Versions,
    images: Vec<Image<'a>>,
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
}

#[derive(Serialize)]
struct Image<'a> {
    references: &'a [String],
    path: &'a Path,
    sha256: &'a str,
}

impl<'a> Report<'a> {
    fn of(bundle: &'a Bundle) -> Self {
        let images = bundle.images().iter();
        Self {
            directory: bundle.directory(),
            versions: Versions {
                kubernetes: VERSIONS.kubernetes,
                containerd: VERSIONS.containerd,
                runc: VERSIONS.runc,
                etcd: VERSIONS.etcd,
                coredns: VERSIONS.coredns,
                cni_plugins: VERSIONS.cni_plugins,
                registry: VERSIONS.registry,
                pause: VERSIONS.pause,
            },
            images: images
                .map(|image| Image {
                    references: &image.references,
                    path: &image.path,
                    sha256: &image.sha256,
                })
                .collect(),
        }
    }
}
