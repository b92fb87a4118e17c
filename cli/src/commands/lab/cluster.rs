//! `ninehops lab cluster`: what Terraform decides.

use lab_cluster::{Blueprint, BlueprintError};

use super::progress::Progress;
use super::{interrupt, output};
use crate::arguments::ClusterArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(super) async fn run(arguments: ClusterArguments) -> Result<Exit, Failure> {
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "stopping Terraform",
        second: "it changes nothing, whenever it is stopped".to_owned(),
    };
    let found = interrupt::cancellable(&progress, words, async |cancelled| {
        Blueprint::find(arguments.source.as_deref(), &cancelled).await
    });
    let blueprint = found.await?.map_err(|error| failure(&error))?;
    progress.remark(&format!("cluster from {}", blueprint.origin));
    output::print(blueprint.to_json());
    Ok(Exit::Healthy)
}

fn failure(error: &BlueprintError) -> Failure {
    Failure::new(chain(error)).with_details(error.details()).with_optional_hint(error.hint())
}
