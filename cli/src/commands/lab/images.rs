//! `ninehops lab images`: the shop for a cluster.

use lab_images::{BuiltImage, Event, ImagesError, Options, build};

use super::progress::Progress;
use super::table::Table;
use super::{interrupt, output};
use crate::arguments::ImagesArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

const COMPILED: &str = "programs compiled";

pub(super) async fn run(arguments: ImagesArguments) -> Result<Exit, Failure> {
    let options = Options { source: arguments.source, output: arguments.output };
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "stopping cargo; what is compiled stays",
        second: "the next `ninehops lab images` goes on where this one was".to_owned(),
    };
    let built = interrupt::cancellable(&progress, words, async |cancelled| {
        let events = |event| narrate(&progress, event);
        cancelled.run_until_cancelled(build(&options, &events)).await
    });
    let built = built.await?.ok_or_else(|| Failure::new("interrupted"))?;
    let images = built.map_err(|error| failure(&error))?;
    if arguments.json {
        output::print_json(&images)?;
    } else {
        output::print_tables(table(&images));
    }
    Ok(Exit::Healthy)
}

/// A build as lines.
pub(super) fn narrate(progress: &Progress, event: Event) {
    match event {
        Event::Compiling { packages, .. } => {
            progress.begin(COMPILED.to_owned(), format!("compiling {}", packages.join(", ")));
        }
        Event::Cargo(line) => progress.detail(COMPILED, line.trim()),
        Event::Compiled { .. } => progress.end(COMPILED),
        Event::Packed(image) => progress.done(&format!("{} packed", image.reference)),
    }
}

fn failure(error: &ImagesError) -> Failure {
    Failure::new(chain(error)).with_optional_hint(error.hint())
}

fn table(images: &[BuiltImage]) -> Table<4> {
    let mut table = Table::new(["image", "platform", "uncompressed", "archive"]);
    for image in images {
        let mebibytes = image.layer_bytes as f64 / f64::from(1 << 20);
        table.row([
            image.reference.clone(),
            image.platform.to_string(),
            format!("{mebibytes:.1} MiB"),
            image.archive.display().to_string(),
        ]);
    }
    table
}
