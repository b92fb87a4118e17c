//! Which files of a bundle are what was recorded.

use std::fs;
use std::path::{Path, PathBuf};

use crate::checksum;
use crate::nft::Nft;
use crate::parts::{Carries, PARTS, Program};
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
    /// Packed with files of this machine that have changed since.
    Outdated,
}

/// Every program of the bundle and its state.
pub(crate) type States = Vec<(&'static Program, State)>;

/// Compares every file with the record. Blocks while all are read.
pub(crate) fn check(directory: &Path, record: &Record, nft: Option<&Nft>) -> States {
    let programs: Vec<&'static Program> = PARTS.iter().flat_map(|part| part.programs).collect();
    let mut states: States =
        programs.iter().map(|program| (*program, without_reading(directory, record, nft, program))).collect();
    let sound = |state: &State| *state == State::Sound;
    let paths: Vec<PathBuf> = states
        .iter()
        .filter(|(_, state)| sound(state))
        .map(|(program, _)| directory.join(program.output()))
        .collect();
    let checksums = checksum::of_files(&paths);
    for ((program, state), found) in states.iter_mut().filter(|(_, state)| sound(state)).zip(checksums) {
        let recorded = &record.outputs[&program.output()].sha256;
        if !found.is_ok_and(|found| found == *recorded) {
            *state = State::Damaged;
        }
    }
    states
}

/// What is seen without reading the file: whether it is there, in the right size, with the right companions.
fn without_reading(directory: &Path, record: &Record, nft: Option<&Nft>, program: &Program) -> State {
    let Some(Output { bytes, carries, .. }) = record.outputs.get(&program.output()) else {
        return State::Missing;
    };
    // An image of a machine's nft still serves when that nft is gone.
    if let (Carries::Nft, Some(nft)) = (program.carries(), nft)
        && carries.as_deref() != Some(nft.checksum.as_str())
    {
        return State::Outdated;
    }
    match fs::metadata(directory.join(program.output())) {
        Ok(data) if data.is_file() && data.len() == *bytes => State::Sound,
        _ => State::Damaged,
    }
}
