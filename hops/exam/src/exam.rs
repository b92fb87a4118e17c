//! The exam from the first lab to the report.

mod opinions;
mod sitting;

use std::path::PathBuf;

use lab_cluster::Lab;
use lab_plan::LabName;
use tokio_util::sync::CancellationToken;

use self::sitting::Sitting;
use crate::case::Case;
use crate::cases;
use crate::error::ExamError;
use crate::event::{Event, Events};
use crate::program::Program;
use crate::report::{Report, Row};
use crate::stage::{Held, Stage};

/// How an exam is held.
#[derive(Debug)]
pub struct Options {
    /// `ninehops` itself: what is examined.
    pub program: PathBuf,
    /// How it was called, for the report.
    pub command: String,
    /// A directory of the checkout that labs and shop come from.
    pub source: PathBuf,
    /// The short exam.
    pub quick: bool,
    /// Only these cases; all if there are none.
    pub cases: Vec<String>,
    /// A lab to hold it on, which is there and stays. Without one the exam boots its own.
    pub lab: Option<Lab>,
    /// What its own are called, one after the other.
    pub name: LabName,
    /// Whether the last of its own stays, to look into it.
    pub keep: bool,
    /// Where the documents that the program printed are kept.
    pub traces: Option<PathBuf>,
}

/// Holds the exam. Cancelled, it mends what it broke, and of its own labs nothing is left.
///
/// # Errors
/// When it could not be held; not when something was said wrongly.
pub async fn sit(
    options: Options,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Report, ExamError> {
    let chosen = choose(&options)?;
    let program = Program { path: options.program.clone() };
    let held = Held { program: &program, source: &options.source, events, cancelled };
    let mut exam = Exam { held, options: &options, rows: Vec::new(), kubernetes: String::new() };
    // What was said until then is of use, too.
    let ended_early = match Box::pin(exam.hold(&chosen)).await {
        Ok(()) => None,
        Err(error) if exam.rows.is_empty() => return Err(error),
        Err(error) => Some(error.in_words()),
    };
    Ok(Report {
        ended_early,
        date: jiff::Zoned::now().date().to_string(),
        ninehops: env!("CARGO_PKG_VERSION").to_owned(),
        kubernetes: exam.kubernetes,
        command: options.command.clone(),
        rows: exam.rows,
    })
}

/// The cases that are meant, those of one lab together.
fn choose(options: &Options) -> Result<Vec<Case>, ExamError> {
    let all = cases::all();
    if let Some(unknown) = options.cases.iter().find(|name| all.iter().all(|case| case.name != **name)) {
        return Err(ExamError::UnknownCase(unknown.clone()));
    }
    let is_meant = |case: &Case| {
        if options.cases.is_empty() {
            case.quick || !options.quick
        } else {
            options.cases.contains(&case.name)
        }
    };
    let mut chosen: Vec<Case> = all.into_iter().filter(is_meant).collect();
    chosen.sort_by_key(|case| case.workers);
    Ok(chosen)
}

struct Exam<'a> {
    held: Held<'a>,
    options: &'a Options,
    rows: Vec<Row>,
    kubernetes: String,
}

impl Exam<'_> {
    async fn hold(&mut self, chosen: &[Case]) -> Result<(), ExamError> {
        let mut stage = None;
        let held = self.cases(chosen, &mut stage).await;
        let left = match stage {
            Some(stage) => self.leave(stage).await,
            None => Ok(()),
        };
        held.and(left)
    }

    async fn cases(&mut self, chosen: &[Case], stage: &mut Option<Stage>) -> Result<(), ExamError> {
        for (index, case) in chosen.iter().enumerate() {
            if stage.as_ref().is_none_or(|stage| stage.workers != case.workers) {
                let next = self.next_stage(case, stage.take()).await?;
                *stage = next;
            }
            let Some(current) = stage.as_mut() else {
                self.note(format!("left out, since this lab has another number of nodes: {}", case.name));
                continue;
            };
            let number = index + 1;
            (self.held.events)(Event::Began { number, of: chosen.len(), case: case.name.clone() });
            let sitting = Sitting { held: self.held, traces: self.options.traces.as_deref() };
            let (row, mended) = sitting.hold(current, case).await;
            (self.held.events)(Event::Done(row.clone()));
            self.rows.push(row);
            if self.held.cancelled.is_cancelled() {
                return Err(ExamError::Cancelled);
            }
            if let Err(error) = mended {
                self.ruined(stage, error)?;
            }
        }
        Ok(())
    }

    /// A lab with as many nodes as the case wants; none where the lab is given and has others.
    async fn next_stage(&mut self, case: &Case, last: Option<Stage>) -> Result<Option<Stage>, ExamError> {
        let stage = match (&self.options.lab, last) {
            (Some(_), Some(given)) => return Ok(Some(given).filter(|stage| stage.workers == case.workers)),
            (Some(lab), None) => {
                let lab = Lab::open(&lab.plan().name)?;
                Stage::with_shop(self.held, lab).await?
            }
            (None, last) => {
                if let Some(last) = last {
                    self.leave(last).await?;
                }
                Stage::boot(self.held, &self.options.name, case.workers).await?
            }
        };
        self.kubernetes = kubernetes(&stage, self.held).await?;
        Ok(Some(stage).filter(|stage| stage.workers == case.workers))
    }

    /// What cannot be mended would answer for the next case. A lab of the exam's own makes way for a new one.
    fn ruined(&self, stage: &mut Option<Stage>, error: ExamError) -> Result<(), ExamError> {
        if self.options.lab.is_some() {
            return Err(error);
        }
        self.note(format!("the lab is not whole again, and a new one takes its place: {error}"));
        *stage = None;
        Ok(())
    }

    async fn leave(&self, stage: Stage) -> Result<(), ExamError> {
        if self.options.lab.is_some() {
            return stage.leave(self.held).await;
        }
        if self.options.keep {
            self.note(format!("lab `{}` stays", self.options.name));
            return Ok(());
        }
        drop(stage);
        lab_cluster::down(&self.options.name, &lab_cluster::Events::ignored()).await?;
        Ok(())
    }

    fn note(&self, sentence: String) {
        (self.held.events)(Event::Note(sentence));
    }
}

async fn kubernetes(stage: &Stage, held: Held<'_>) -> Result<String, ExamError> {
    let printed = stage.cluster(held).kubectl(&["version", "--output=json"]).await?;
    let versions: serde_json::Value = serde_json::from_slice(&printed).unwrap_or_default();
    Ok(versions["serverVersion"]["gitVersion"].as_str().unwrap_or("of an unknown version").to_owned())
}
