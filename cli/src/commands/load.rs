//! `ninehops load`: one run of the generator, reported.

use std::io::Write as _;

use load::{Guard, Plan, Report, Target, TargetError};
use shop_service::Signals;
use tokio_util::sync::CancellationToken;

use crate::arguments::LoadArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(crate) async fn run(arguments: LoadArguments) -> Result<Exit, Failure> {
    let json = arguments.json;
    let plan = plan(arguments).await?;
    let report = run_until_interrupted(plan).await?;
    let text = if json {
        serde_json::to_string_pretty(&report).map_err(Failure::new)? + "\n"
    } else {
        report.to_string()
    };
    // Whoever closed the pipe has read enough.
    drop(std::io::stdout().write_all(text.as_bytes()));
    Ok(verdict(&report))
}

async fn plan(arguments: LoadArguments) -> Result<Plan, Failure> {
    let guard = Guard::also_allowing(arguments.allow_target);
    let target = Target::resolve(&arguments.url, &guard).await.map_err(|error| refused(&error))?;
    Ok(Plan {
        pace: arguments.rate,
        connections: arguments.connections,
        duration: arguments.duration,
        requests: arguments.requests,
        timeout: arguments.timeout,
        ..Plan::new(target)
    })
}

fn refused(error: &TargetError) -> Failure {
    Failure::new(chain(error)).with_optional_hint(error.hint())
}

/// The first Ctrl-C ends the run and reports what there is; the run needs no second one, it ends at once.
async fn run_until_interrupted(plan: Plan) -> Result<Report, Failure> {
    let mut signals = Signals::install().map_err(Failure::new)?;
    let stop = CancellationToken::new();
    let running = load::run(plan, stop.clone());
    tokio::pin!(running);
    let report = tokio::select! {
        report = &mut running => report,
        _ = signals.recv() => {
            stop.cancel();
            running.await
        }
    };
    report.map_err(Failure::new)
}

fn verdict(report: &Report) -> Exit {
    if report.sent == 0 {
        Exit::CannotTell
    } else if report.is_clean() {
        Exit::Healthy
    } else {
        Exit::Findings
    }
}
