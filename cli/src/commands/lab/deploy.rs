//! `ninehops lab deploy`: the shop on the lab's cluster.

mod narration;
mod plan;
mod summary;

use lab_cluster::Lab;
use lab_deploy::{DeployError, Goal, Ingress, Options, PATIENCE, Report, deploy};

use super::progress::Progress;
use super::{interrupt, invocation, output};
use crate::arguments::DeployArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

pub(super) async fn run(lab: &Lab, arguments: DeployArguments) -> Result<Exit, Failure> {
    let json = arguments.json;
    let options = options(arguments);
    let invocation = invocation(&lab.plan().name);
    let progress = Progress::start();
    let words = interrupt::Words {
        first: "stopping; what is done stays",
        second: format!("the next `{invocation} deploy` goes on where this one was"),
    };
    let done = interrupt::cancellable(&progress, words, async |cancelled| {
        let events = |event| narration::narrate(&progress, event);
        deploy(lab, &options, &events, &cancelled).await
    });
    match done.await? {
        Ok(report) => {
            tell(&progress, options.goal, &report, json)?;
            let would_change = options.goal == Goal::Plan && report.has_changes();
            Ok(if would_change { Exit::Findings } else { Exit::Healthy })
        }
        Err(error) if error.is_finding() => {
            failure(&error, &invocation).print();
            Ok(Exit::Findings)
        }
        Err(error) => Err(failure(&error, &invocation)),
    }
}

fn options(arguments: DeployArguments) -> Options {
    let goal = match (arguments.destroy, arguments.plan) {
        (true, _) => Goal::Destroy,
        (false, true) => Goal::Plan,
        (false, false) => Goal::Apply,
    };
    let ingress = if arguments.ingress { Ingress::Wanted } else { Ingress::AsBefore };
    Options { goal, ingress, source: arguments.source, patience: PATIENCE }
}

fn tell(progress: &Progress, goal: Goal, report: &Report, json: bool) -> Result<(), Failure> {
    progress.done(&summary::sentence(goal, report));
    if json {
        return output::print_json(report);
    }
    match goal {
        Goal::Plan => {
            output::print(plan::Plan(&report.objects));
            output::print(report.terraform_plans.join("\n"));
        }
        Goal::Apply => {
            output::print(summary::addresses(report));
        }
        Goal::Destroy => {}
    }
    Ok(())
}

fn failure(error: &DeployError, invocation: &str) -> Failure {
    match error {
        DeployError::Cancelled => Failure::new("interrupted; what is done stays")
            .with_hint(format!("`{invocation} deploy` goes on from there")),
        _ => Failure::new(chain(error))
            .with_details(error.details())
            .with_optional_hint(error.hint(invocation)),
    }
}
