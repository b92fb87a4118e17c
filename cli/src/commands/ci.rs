//! `ninehops ci`: what a pipeline decides.

mod changed;
mod files;
mod images;
mod plan;

use crate::arguments::{CiArguments, CiCommand};
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs the decision that was asked for.
///
/// # Errors
/// When a file is not what it should be.
pub(crate) fn run(arguments: CiArguments) -> Result<Exit, Failure> {
    match arguments.command {
        CiCommand::Changed(arguments) => changed::run(&arguments),
        CiCommand::Digest(arguments) => images::digest(&arguments),
        CiCommand::PlanSummary(arguments) => plan::summary(&arguments),
        CiCommand::Seal(arguments) => plan::seal(&arguments),
        CiCommand::VerifyPlan(arguments) => plan::verify(&arguments),
        CiCommand::Rollback(arguments) => images::rollback(&arguments),
    }
}
