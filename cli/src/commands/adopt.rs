//! `ninehops adopt`: import blocks for what is there already.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use hops_adopt::Adoption;
use hops_kube::Cluster;
use hops_plan::Plan;

use super::trace::cluster;
use crate::arguments::AdoptArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// Reads the plan, asks the cluster, writes the blocks.
///
/// # Errors
/// When the plan cannot be read, the cluster not be asked, or the file is there already.
pub(crate) async fn run(arguments: AdoptArguments) -> Result<Exit, Failure> {
    let plan = Plan::read(&arguments.plan).map_err(|error| Failure::new(chain(&error)))?;
    let options = cluster::find(arguments.kubeconfig.as_deref(), arguments.context.as_deref())?;
    let connected = Cluster::connect(&options).await;
    let cluster = connected.map_err(|error| Failure::new(chain(&error)).with_optional_hint(error.hint()))?;
    let adoption = hops_adopt::adopt(&plan, &cluster).await;

    anstream::eprint!("{adoption}");
    if let Some(file) = &arguments.out {
        write_new(file, &adoption.to_hcl())?;
    }
    if arguments.json {
        let text = serde_json::to_string_pretty(&adoption).expect("an adoption has text for keys");
        anstream::println!("{text}");
    } else if arguments.out.is_none() {
        anstream::print!("{}", adoption.to_hcl());
    }
    Ok(exit(&adoption))
}

fn exit(adoption: &Adoption) -> Exit {
    match (adoption.existing.is_empty(), adoption.is_whole()) {
        (false, _) => Exit::Findings,
        (true, true) => Exit::Healthy,
        (true, false) => Exit::CannotTell,
    }
}

/// Never into a file that is there, and none without a block.
fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    if text.is_empty() {
        return Ok(());
    }
    let created = OpenOptions::new().write(true).create_new(true).open(file);
    let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let failure = Failure::new(format!("cannot write `{}`: {error}", file.display()));
        if error.kind() == ErrorKind::AlreadyExists {
            failure.with_hint("name a file that is not there yet: nothing is ever overwritten")
        } else {
            failure
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_left_as_it_is_and_an_empty_one_not_made() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("imports.tf");
        write_new(&file, "").unwrap();
        assert!(!file.try_exists().unwrap());
        write_new(&file, "one\n").unwrap();
        write_new(&file, "other\n").unwrap_err();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "one\n");
    }
}
