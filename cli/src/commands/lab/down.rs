//! `ninehops lab down`: nothing is left.

use std::time::{Duration, Instant};

use lab_cluster::{Down, Events};
use lab_plan::LabName;

use super::figures::{Bar, Figures};
use super::progress::Progress;
use super::{interrupt, output, root};
use crate::arguments::DownArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// Of three nodes, on an idle machine with two processors.
const TIME: Bar<Duration> = Bar { must: Duration::from_secs(3), aim: None };

pub(super) async fn run(name: &LabName, arguments: DownArguments) -> Result<Exit, Failure> {
    root::required()?;
    let progress = Progress::start();
    let began = Instant::now();
    let events = Events::ignored();
    let removed = interrupt::patiently(progress.beside(lab_cluster::down(name, &events))).await?;
    let took = began.elapsed();
    let removed = removed.map_err(|error| Failure::new(chain(&error)).with_optional_hint(error.hint()))?;
    if removed == Down::NoSuchLab {
        progress.remark(&format!("there was no lab `{name}`"));
        return Ok(Exit::Healthy);
    }
    progress.done(&format!("lab `{name}` is gone, without a trace"));
    if arguments.timings {
        let mut figures = Figures::new();
        figures.time("lab down", took, TIME);
        output::print_tables(figures);
    }
    Ok(Exit::Healthy)
}
