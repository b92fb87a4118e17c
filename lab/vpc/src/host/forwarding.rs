//! The host's nft table of a lab, which also remembers whether the host forwarded before there were labs.

use std::fs;

use lab_plan::{LabName, Plan};

use crate::NetworkError;
use lab_nft::Place;

const PARAMETER: &str = "net/ipv4/ip_forward";
/// In a lab's table: forwarding is off when there is no lab.
const WAS_OFF: &str = "ip_forward was off";
const EVERY_LAB: &str = "ninehops-";

pub(super) async fn switch_on(plan: &Plan) -> Result<(), NetworkError> {
    let was_off = read()? == "0" || another_says_off(&plan.name).await?;
    // The memory first: whoever is killed after it leaves a table that says what to restore.
    lab_nft::apply(Place::Here, ruleset(plan, was_off)).await?;
    write("1")
}

pub(super) async fn restore(lab: &LabName) -> Result<(), NetworkError> {
    let table = lab.scope();
    let tables = tables().await?;
    if !tables.contains(&table) {
        return Ok(());
    }
    let says_off = list(&table).await?.contains(WAS_OFF);
    if says_off && tables.len() == 1 {
        write("0")?;
    }
    Ok(lab_nft::apply(Place::Here, format!("table ip {table}\ndelete table ip {table}\n")).await?)
}

fn ruleset(plan: &Plan, was_off: bool) -> String {
    let table = plan.name.scope();
    let interface = plan.name.host_interface();
    let memory =
        if was_off { format!("  chain memory {{ comment \"{WAS_OFF}\"; }}\n") } else { String::new() };
    let (vpc, registry) = (plan.vpc, plan.internet.registry);
    format!(
        "table ip {table}\n\
         delete table ip {table}\n\
         table ip {table} {{\n\
         {memory}  chain postrouting {{\n    \
         type nat hook postrouting priority srcnat;\n    \
         ip saddr {{ {vpc}, {registry} }} oifname != \"{interface}\" masquerade\n  \
         }}\n\
         }}\n"
    )
}

async fn another_says_off(lab: &LabName) -> Result<bool, NetworkError> {
    for table in tables().await? {
        if table != lab.scope() && list(&table).await?.contains(WAS_OFF) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The tables of all labs.
async fn tables() -> Result<Vec<String>, NetworkError> {
    let text = lab_nft::run(Place::Here, &["list", "tables", "ip"], String::new()).await?;
    let names = text.lines().filter_map(|line| line.strip_prefix("table ip "));
    Ok(names.filter(|name| name.starts_with(EVERY_LAB)).map(str::to_owned).collect())
}

async fn list(table: &str) -> Result<String, NetworkError> {
    Ok(lab_nft::run(Place::Here, &["-f", "-"], format!("list table ip {table}\n")).await?)
}

fn read() -> Result<String, NetworkError> {
    let text = fs::read_to_string(format!("/proc/sys/{PARAMETER}"));
    text.map(|text| text.trim().to_owned()).map_err(refused)
}

fn write(value: &str) -> Result<(), NetworkError> {
    // Writing also what is there already would reset parameters of every interface.
    if read()? == value {
        Ok(())
    } else {
        fs::write(format!("/proc/sys/{PARAMETER}"), value).map_err(refused)
    }
}

fn refused(source: std::io::Error) -> NetworkError {
    NetworkError::Parameter { parameter: PARAMETER.to_owned(), source }
}

#[cfg(test)]
mod tests;
