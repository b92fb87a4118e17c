//! Which files of a bundle are what was recorded.

use std::fs;
use std::path::{Path, PathBuf};

use crate::checksum;
use crate::nft::Nft;
use crate::parts::{Carries, Part, Product};
use crate::record::{Output, Record};

/// What a look at one file gave.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum State {
    /// What was recorded.
    Sound,
    /// Not built yet.
    Missing,
    /// Recorded, and since then changed or gone.
    Damaged,
    /// What was recorded, and packed with files of this machine that have changed since.
    Outdated,
}

/// Every product of the bundle and its state.
pub(crate) type States = Vec<(&'static Product, State)>;

/// Compares every file with the record. Blocks while all are read.
pub(crate) fn check(parts: &'static [Part], directory: &Path, record: &Record, nft: Option<&Nft>) -> States {
    let mut states: States = parts
        .iter()
        .flat_map(|part| part.products)
        .map(|product| (product, without_reading(directory, record, product)))
        .collect();
    let sound = |state: &State| *state == State::Sound;
    let paths: Vec<PathBuf> = states
        .iter()
        .filter(|(_, state)| sound(state))
        .map(|(product, _)| directory.join(product.output()))
        .collect();
    let checksums = checksum::of_files(&paths);
    for ((product, state), found) in states.iter_mut().filter(|(_, state)| sound(state)).zip(checksums) {
        let recorded = &record.outputs[&product.output()];
        if !found.is_ok_and(|found| found == recorded.sha256) {
            *state = State::Damaged;
        } else if is_outdated(product, recorded, nft) {
            *state = State::Outdated;
        }
    }
    states
}

/// What is seen without reading the file: whether it is there, in the right size.
fn without_reading(directory: &Path, record: &Record, product: &Product) -> State {
    let Some(Output { bytes, .. }) = record.outputs.get(&product.output()) else {
        return State::Missing;
    };
    match fs::metadata(directory.join(product.output())) {
        Ok(data) if data.is_file() && data.len() == *bytes => State::Sound,
        _ => State::Damaged,
    }
}

/// An image of a machine's nft still serves when that nft is gone.
fn is_outdated(product: &Product, recorded: &Output, nft: Option<&Nft>) -> bool {
    product.carries() == Carries::Nft
        && nft.is_some_and(|nft| recorded.carries.as_deref() != Some(nft.checksum.as_str()))
}
