//! `ninehops lab exam`: is what `trace` says true?

use std::io;
use std::path::Path;

use hops_exam::{Case, Event, ExamError, Markdown, Options, Report, all, sit};
use lab_plan::LabName;
use serde::Serialize;

use super::progress::{Progress, seconds};
use super::table::Table;
use super::{interrupt, invocation, open, output, root, suggestion};
use crate::arguments::ExamArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// Of the labs that it boots by itself.
const NAME: &str = "exam-trace";

pub(super) async fn run(name: &LabName, arguments: ExamArguments) -> Result<Exit, Failure> {
    let json = arguments.json;
    if arguments.list {
        return list(json);
    }
    root::required()?;
    let (out, options) = (arguments.out.clone(), options(name, arguments)?);
    let lab = options.name.clone();
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "interrupted; mending what is broken",
        second: format!("`{0} fix` mends what is broken, `{0} down` removes the lab", invocation(&lab)),
    };
    let held = interrupt::cancellable(&progress, words, async |cancelled| {
        let events = |event| narrate(&progress, event);
        Box::pin(sit(options, &events, &cancelled)).await
    });
    let report = held.await?.map_err(|error| failure(&lab, &error))?;
    if let Some(path) = &out {
        write(path, &Markdown(&report).to_string())?;
    }
    if json {
        output::print_json(&report)?;
    } else {
        output::print(&report);
    }
    Ok(verdict(&report))
}

fn verdict(report: &Report) -> Exit {
    if report.is_passed() { Exit::Healthy } else { Exit::Findings }
}

fn options(name: &LabName, arguments: ExamArguments) -> Result<Options, Failure> {
    let lab = if arguments.here { Some(open(name)?) } else { None };
    if let Some(directory) = &arguments.traces {
        std::fs::create_dir_all(directory).map_err(|error| named("make", directory, &error))?;
    }
    Ok(Options {
        program: super::up::this_program()?,
        command: command(&arguments),
        source: arguments.source,
        quick: arguments.quick,
        cases: arguments.case,
        name: if lab.is_some() { name.clone() } else { NAME.parse().map_err(Failure::new)? },
        lab,
        keep: arguments.keep,
        traces: arguments.traces,
    })
}

/// As it was given, but for where things are on this machine.
fn command(arguments: &ExamArguments) -> String {
    let mut words = vec!["ninehops lab exam"];
    words.extend(arguments.quick.then_some("--quick"));
    words.extend(arguments.here.then_some("--here"));
    if !arguments.case.is_empty() {
        words.push("--case");
        words.extend(arguments.case.iter().map(String::as_str));
    }
    words.join(" ")
}

/// A row for programs.
#[derive(Serialize)]
struct Listed {
    case: String,
    group: hops_exam::Group,
    nodes: u8,
    quick: bool,
    expected: String,
}

fn list(json: bool) -> Result<Exit, Failure> {
    let listed = |case: &Case| Listed {
        case: case.name.clone(),
        group: case.group,
        nodes: case.workers + 1,
        quick: case.quick,
        expected: case.expects.to_string(),
    };
    let cases: Vec<Listed> = all().iter().map(listed).collect();
    if json {
        output::print_json(&cases)?;
        return Ok(Exit::Healthy);
    }
    let mut table = Table::new(["case", "group", "nodes", "expected"]);
    for case in cases {
        table.row([case.case, case.group.to_string(), case.nodes.to_string(), case.expected]);
    }
    output::print_tables(table);
    Ok(Exit::Healthy)
}

const STEP: &str = "case";

fn narrate(progress: &Progress, event: Event) {
    match event {
        Event::Booting { nodes } => {
            progress.begin("lab".to_owned(), format!("a lab of {nodes} nodes and the shop"));
        }
        Event::Ready { .. } => progress.end_with("lab", "and shop are up"),
        Event::Began { number, of, case } => {
            progress.begin(STEP.to_owned(), format!("{number} of {of}, {case}"));
        }
        Event::Doing(what) => progress.detail(STEP, what),
        Event::Done(row) => {
            let time = row.seconds.map(std::time::Duration::from_secs_f64).map(seconds).unwrap_or_default();
            progress.end_with(STEP, &format!("{}: {} {time}", row.case, row.got));
            if let Some(wrong) = row.wrong {
                progress.remark(&format!("wrong, expected {}: {wrong}", row.expected));
            }
        }
        Event::Note(sentence) => progress.remark(&sentence),
        // What a later version of the room has to tell.
        _ => {}
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| named("write", path, &error))
}

fn named(doing: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot {doing} `{}`: {error}", path.display()))
}

fn failure(lab: &LabName, error: &ExamError) -> Failure {
    let failure = Failure::new(chain(error));
    match error {
        ExamError::UnknownCase(unknown) => {
            let cases = all();
            failure.with_hint(suggestion::hint(unknown, cases.iter().map(|case| case.name.as_str())))
        }
        _ => failure.with_optional_hint(error.hint(&invocation(lab))),
    }
}
