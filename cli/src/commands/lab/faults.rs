//! What is broken on purpose.

use lab_cluster::Lab;
use lab_faults::{FAULTS, Fault, FaultName, Target};
use lab_plan::LabName;
use serde::Serialize;

use super::progress::Progress;
use super::table::Table;
use super::{interrupt, open, output, suggestion};
use crate::arguments::{FaultArguments, JsonArguments};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// A row for programs.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    fault: &'static Fault,
    /// Whether it is broken now; `None` without a lab.
    broken: Option<bool>,
}

/// The table is of use to everybody; only what is broken now takes a lab, and root.
pub(super) fn list(name: &LabName, arguments: JsonArguments) -> Result<Exit, Failure> {
    let broken = match Lab::open(name) {
        Ok(lab) => Some(lab_faults::active(&lab).map_err(|error| failure(&error))?),
        Err(_) => None,
    };
    if arguments.json {
        let is_broken = |fault: &Fault| broken.as_ref().map(|broken| broken.contains(&fault.name));
        let rows: Vec<_> = FAULTS.iter().map(|fault| Row { fault, broken: is_broken(fault) }).collect();
        output::print_json(&rows)?;
    } else {
        output::print(table(broken.as_deref().unwrap_or_default()));
    }
    Ok(Exit::Healthy)
}

fn table(broken: &[FaultName]) -> Table<3> {
    let mut table = Table::new(["fault", "what it does", "what a visitor sees"]);
    for fault in &FAULTS {
        let target = match fault.target {
            Target::Lab => "",
            Target::Node | Target::Worker => " NODE",
        };
        let now = if broken.contains(&fault.name) { " (broken)" } else { "" };
        let name = format!("{}{target}{now}", fault.name);
        table.row([name, fault.does.to_owned(), fault.visitor_sees.to_owned()]);
    }
    table
}
