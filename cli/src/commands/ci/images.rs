//! `ninehops ci digest` and `rollback`: which images run, and which ran before.

use std::path::Path;

use pipeline::Images;

use super::files::{self, SMALL};
use crate::arguments::{DigestArguments, RollbackArguments};
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn digest(arguments: &DigestArguments) -> Result<Exit, Failure> {
    let mut given = Images::default();
    for image in &arguments.images {
        given.add_argument(image).map_err(|error| {
            Failure::new(error).with_hint("give it like `docker.io/ninehops/marketplace=sha256:…`")
        })?;
    }
    for file in &arguments.metadata {
        given.add_metadata(&files::read(file, SMALL)?).map_err(|error| files::bad(file, error))?;
    }
    let Some(out) = &arguments.out else {
        files::print(&given.to_json());
        return Ok(Exit::Healthy);
    };
    let mut images = match files::read_if_there(out, SMALL)? {
        Some(bytes) => Images::parse(&bytes).map_err(|error| files::bad(out, error))?,
        None => Images::default(),
    };
    images.replace(given);
    files::write(out, &images.to_json())?;
    Ok(Exit::Healthy)
}

pub(super) fn rollback(arguments: &RollbackArguments) -> Result<Exit, Failure> {
    let (previous, failed) = (read(&arguments.previous)?, read(&arguments.failed)?);
    let back = match pipeline::go_back(&previous, &failed) {
        Ok(back) => back,
        Err(error) => {
            anstream::eprintln!("refused: {error}");
            return Ok(Exit::Findings);
        }
    };
    for image in &back.replaced {
        anstream::eprintln!("{}: {} → {}", image.name, image.from, image.to);
    }
    for name in &back.kept {
        anstream::eprintln!("{name}: stays, for there was none before");
    }
    match &arguments.out {
        Some(out) => files::write(out, &back.images.to_json())?,
        None => files::print(&back.images.to_json()),
    }
    Ok(Exit::Healthy)
}

fn read(path: &Path) -> Result<Images, Failure> {
    Images::parse(&files::read(path, SMALL)?).map_err(|error| files::bad(path, error))
}
