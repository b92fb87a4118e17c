//! Prints every figure that the README quotes, each beside its bar, from one run on this machine.
//!
//! It measures the release binaries of the two services as a container would run them: two processes, default
//! settings, telemetry compiled in, one log line a request (to `/dev/null`). Load comes from the same machine,
//! so on few cores the figures are lower than a server of its own would reach. Only loopback is touched.
//!
//! Exit codes: 0 every bar is met, 1 one is not, 2 it could not be measured.

mod binaries;
mod fetch;
mod figure;
mod machine;
mod measure;
mod service;
mod table;

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::Builder;

use crate::machine::Machine;
use crate::table::Table;

/// Measure the shop against its bars, in about a minute.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,

    /// Measure binaries of this profile; `quick` saves the linker's time while developing
    #[arg(long, default_value = "release", value_name = "NAME")]
    profile: String,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(table) if table.is_met() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Table> {
    let binaries = binaries::build(&arguments.profile)?;
    // One thread: the services need the others.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(measure::all(&binaries))?;
    let table = Table { machine: Machine::this()?, figures };
    if arguments.json {
        anstream::println!("{}", serde_json::to_string_pretty(&table)?);
    } else {
        anstream::print!("{table}");
    }
    Ok(table)
}
