//! Traces again and again, and tells what changes.

use std::collections::BTreeSet;
use std::time::Duration;

use hops_model::{CauseId, Verdict};
use hops_report::TraceReport;
use hops_trace::Options;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::screen::Screen;
use super::{exit, failure};
use crate::exit::Exit;
use crate::failure::Failure;

const PAUSE: Duration = Duration::from_secs(15);

/// Until it is cancelled; the last state is the exit code. The first failure ends it, a later one is told and outlived.
pub(super) async fn watch(
    options: &Options,
    screen: &Screen,
    cancel: CancellationToken,
) -> Result<Exit, Failure> {
    let mut last: Option<TraceReport> = None;
    while !cancel.is_cancelled() {
        match hops_trace::trace(options, &|_| {}, &cancel).await {
            // What was cut short says nothing new.
            Ok(_) | Err(_) if cancel.is_cancelled() => break,
            Ok(report) => {
                if last.as_ref().is_none_or(|last| state(last) != state(&report)) {
                    screen.changed(&report);
                }
                last = Some(report);
            }
            Err(error) if last.is_none() => return Err(failure(&error)),
            Err(error) => failure(&error).print(),
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            () = cancel.cancelled() => {}
        }
    }
    last.as_ref()
        .map_or_else(|| Err(Failure::new("interrupted before anything was seen")), |last| Ok(exit(last)))
}

type State = (u8, BTreeSet<CauseId>);

fn state(report: &TraceReport) -> State {
    let diagnosis = &report.diagnosis;
    let word = match diagnosis.verdict {
        Verdict::Healthy => 0,
        Verdict::Named => 1,
        Verdict::Ambiguous => 2,
        Verdict::CannotTell => 3,
    };
    let causes = diagnosis.findings.iter().chain(&diagnosis.candidates).map(|finding| finding.cause);
    (word, causes.collect())
}
