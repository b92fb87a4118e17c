//! What is broken on purpose.

use lab_cluster::{Lab, LabError};
use lab_faults::{Active, FAULTS, Fault, FaultError, Target};
use lab_plan::LabName;
use serde::Serialize;

use super::progress::Progress;
use super::table::Table;
use super::{interrupt, invocation, open, output, root, suggestion};
use crate::arguments::{FaultArguments, FixArguments, JsonArguments};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// What the table of faults calls the node that is broken.
const NODE: &str = "NODE";

/// A row for programs.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    fault: &'static Fault,
    /// Where it is broken now: nodes, or the lab's name; `None` without a lab.
    broken: Option<Vec<String>>,
}

/// The table is of use to everybody; only what is broken now takes a lab, and root.
pub(super) fn list(name: &LabName, arguments: JsonArguments) -> Result<Exit, Failure> {
    let (broken_now, unknown) = match Lab::open(name) {
        Ok(lab) => (Some(active(&lab)?), None),
        Err(LabError::NoSuchLab(_)) => (None, None),
        Err(error) => (None, Some(why_unknown(name, &error))),
    };
    if arguments.json {
        let broken = |fault| Some(places(broken_now.as_ref()?, fault, name));
        let rows: Vec<_> = FAULTS.iter().map(|fault| Row { fault, broken: broken(fault) }).collect();
        output::print_json(&rows)?;
    } else {
        output::print_tables(table(broken_now.as_deref().unwrap_or_default()));
    }
    if let Some(unknown) = unknown {
        anstream::eprintln!("what is broken now is not known: {unknown}");
    }
    Ok(Exit::Healthy)
}

fn why_unknown(name: &LabName, error: &LabError) -> String {
    match root::required() {
        Ok(()) => chain(error),
        Err(_) => format!("ask with `sudo {} faults`", invocation(name)),
    }
}

/// What is broken now.
///
/// # Errors
/// When the lab's list of it cannot be read.
pub(super) fn active(lab: &Lab) -> Result<Vec<Active>, Failure> {
    lab_faults::active(lab).map_err(|error| failure(&error))
}

pub(super) async fn break_one(name: &LabName, arguments: FaultArguments) -> Result<Exit, Failure> {
    known(&arguments.fault)?;
    let lab = open(name)?;
    let progress = Progress::start();
    let breaking = lab_faults::break_on_purpose(&lab, &arguments.fault, arguments.node.as_deref());
    let broken = interrupt::patiently(progress.beside(breaking)).await?.map_err(|error| failure(&error))?;
    let fault = broken.fault.fault();
    progress.done(&format!("broken: {broken}"));
    let node = broken.node.as_deref().unwrap_or(NODE);
    progress.remark(&format!("a visitor sees: {}", fault.visitor_sees.replace(NODE, node)));
    progress.remark(&format!("mend it with `{} fix {broken}`", invocation(name)));
    Ok(Exit::Healthy)
}

pub(super) async fn fix(name: &LabName, arguments: FixArguments) -> Result<Exit, Failure> {
    arguments.fault.as_deref().map_or(Ok(()), known)?;
    let lab = open(name)?;
    let progress = Progress::start();
    let fixing = lab_faults::fix(&lab, arguments.fault.as_deref(), arguments.node.as_deref());
    let mended = interrupt::patiently(progress.beside(fixing)).await?.map_err(|error| failure(&error))?;
    for fault in &mended {
        progress.done(&format!("mended: {fault}"));
    }
    if mended.is_empty() {
        progress.remark(if arguments.fault.is_some() { "that was not broken" } else { "nothing was broken" });
    }
    Ok(Exit::Healthy)
}

/// # Errors
/// For a name that is in no row, before root or a lab is asked for.
fn known(fault: &str) -> Result<(), Failure> {
    fault.parse().map(|_: lab_faults::FaultName| ()).map_err(|error| failure(&FaultError::Unknown(error)))
}

fn failure(error: &FaultError) -> Failure {
    match error {
        FaultError::Lab(error) => super::failure(error),
        FaultError::Unknown(unknown) => {
            let names = FAULTS.iter().map(|fault| fault.name.as_str());
            Failure::new(error).with_hint(suggestion::hint(&unknown.0, names))
        }
        _ => Failure::new(chain(error)).with_optional_hint(error.hint()),
    }
}

fn table(active: &[Active]) -> Table<3> {
    let mut table = Table::new(["fault", "what it does", "what a visitor sees"]);
    for fault in &FAULTS {
        let target = match fault.target {
            Target::Lab => String::new(),
            Target::Node | Target::Worker => format!(" {NODE}"),
        };
        let is_broken = active.iter().any(|active| active.fault == fault.name);
        let now = if is_broken { " (broken)" } else { "" };
        let name = format!("{}{target}{now}", fault.name);
        table.row([name, fault.does.to_owned(), fault.visitor_sees.to_owned()]);
    }
    table
}

fn places(active: &[Active], fault: &Fault, lab: &LabName) -> Vec<String> {
    let places = active.iter().filter(|active| active.fault == fault.name);
    places.map(|active| active.node.clone().unwrap_or_else(|| lab.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_says_so_in_its_row() {
        let active = [Active { fault: "node-down".parse().unwrap(), node: Some("w2".to_owned()) }];
        let text = table(&active).to_string();
        assert!(text.contains("\nnode-down NODE (broken)  "), "{text}");
        assert_eq!(text.matches("(broken)").count(), 1, "{text}");
    }

    /// A table of facts that stands in two places must be one.
    #[test]
    fn the_readme_has_every_fault_in_the_words_of_the_table() {
        let readme = include_str!("../../../../README.md");
        for fault in &FAULTS {
            let row = format!("| `{}` | {} | {} |\n", fault.name, fault.does, fault.visitor_sees);
            assert!(readme.contains(&row), "README.md lacks this row:\n{row}");
        }
    }
}
