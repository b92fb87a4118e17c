//! `ninehops ci plan-summary`, `seal` and `verify-plan`: a plan, from the comment to the apply.

use std::path::Path;

use hops_plan::Plan;
use jiff::{SignedDuration, Timestamp};
use pipeline::{Comment, Digest, Offered, Record, State};

use super::files::{self, LARGE, SMALL};
use crate::arguments::{PlanSummaryArguments, SealArguments, StateArguments, VerifyPlanArguments};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(super) fn summary(arguments: &PlanSummaryArguments) -> Result<Exit, Failure> {
    let plan = read(&arguments.plan)?;
    let PlanSummaryArguments { title, limit, run_url, .. } = arguments;
    let comment = Comment { title, limit: *limit, run: run_url.as_ref() };
    files::print(&pipeline::comment(&plan, &comment));
    Ok(Exit::Healthy)
}

pub(super) fn seal(arguments: &SealArguments) -> Result<Exit, Failure> {
    let plan = read(&arguments.json)?;
    let bytes = plan_file(&arguments.plan)?;
    let state = state(&arguments.state)?;
    let record = pipeline::seal(&bytes, &plan, arguments.commit.clone(), state, Timestamp::now());
    files::print(&record.to_json());
    Ok(Exit::Healthy)
}

pub(super) fn verify(arguments: &VerifyPlanArguments) -> Result<Exit, Failure> {
    let record = Record::parse(&files::read(&arguments.record, SMALL)?)
        .map_err(|error| files::bad(&arguments.record, error))?;
    let offered = Offered {
        plan: Digest::of(&plan_file(&arguments.plan)?),
        commit: arguments.commit.clone(),
        state: state(&arguments.state)?,
        now: Timestamp::now(),
        max_age: SignedDuration::try_from(arguments.max_age).map_err(Failure::new)?,
    };
    let differences = record.differences(&offered);
    for difference in &differences {
        files::print(&format!("{difference}\n"));
    }
    if differences.is_empty() {
        anstream::eprintln!("the plan is the one that was sealed at {}", record.created);
        return Ok(Exit::Healthy);
    }
    anstream::eprintln!("refused: this is not what was approved; plan again");
    Ok(Exit::Findings)
}

fn read(path: &Path) -> Result<Plan, Failure> {
    Plan::read(path).map_err(|error| Failure::new(chain(&error)).with_optional_hint(error.hint()))
}

/// Terraform's own file. Its JSON, given by mistake, would have a hash too.
fn plan_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = files::read(path, LARGE)?;
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(bytes);
    }
    let failure = Failure::new(format!("`{}` is no plan file of Terraform", path.display()));
    Err(failure.with_hint("the file is what `terraform plan -out=FILE` writes, not its JSON"))
}

fn state(arguments: &StateArguments) -> Result<State, Failure> {
    if let Some(file) = &arguments.state {
        return State::parse(&files::read(file, LARGE)?).map_err(|error| files::bad(file, error));
    }
    let (serial, lineage) = (arguments.serial.unwrap_or_default(), arguments.lineage.as_deref());
    State::new(serial, lineage.unwrap_or_default()).map_err(Failure::new)
}
