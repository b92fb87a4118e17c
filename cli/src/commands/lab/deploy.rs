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
    let goal = options.goal;
    let words = interrupt::Words { first: words(goal).0, second: next(goal, &invocation) };
    let done = interrupt::cancellable(&progress, words, async |cancelled| {
        let events = |event| narration::narrate(&progress, event);
        deploy(lab, &options, &events, &cancelled).await
    });
    match done.await? {
        Ok(report) => {
            tell(&progress, goal, &report, json)?;
            let would_change = goal == Goal::Plan && report.has_changes();
            Ok(if would_change { Exit::Findings } else { Exit::Healthy })
        }
        Err(error) if error.is_finding() => {
            failure(goal, &error, &invocation).print();
            Ok(Exit::Findings)
        }
        Err(error) => Err(failure(goal, &error, &invocation)),
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

/// When it is interrupted, and when it has ended because of that.
fn words(goal: Goal) -> (&'static str, &'static str) {
    match goal {
        Goal::Apply => ("stopping; what is done stays", "interrupted; what is done stays"),
        Goal::Plan => ("stopping", "interrupted; nothing was changed"),
        Goal::Destroy => ("stopping; what is deleted is gone", "interrupted; what is deleted is gone"),
    }
}

fn next(goal: Goal, invocation: &str) -> String {
    match goal {
        Goal::Apply => format!("`{invocation} deploy` goes on from there"),
        Goal::Plan => format!("`{invocation} deploy --plan` begins again"),
        Goal::Destroy => format!("`{invocation} deploy --destroy` removes the rest"),
    }
}

fn failure(goal: Goal, error: &DeployError, invocation: &str) -> Failure {
    match error {
        DeployError::Cancelled => Failure::new(words(goal).1).with_hint(next(goal, invocation)),
        _ => Failure::new(chain(error))
            .with_details(error.details())
            .with_optional_hint(error.hint(invocation)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_interrupts_learns_what_of_it_stays() {
        let told = [Goal::Apply, Goal::Plan, Goal::Destroy].map(|goal| {
            let (first, last) = words(goal);
            format!("{first} / {last} / {}", next(goal, "ninehops lab"))
        });
        insta::assert_snapshot!(told.join("\n"), @r"
        stopping; what is done stays / interrupted; what is done stays / `ninehops lab deploy` goes on from there
        stopping / interrupted; nothing was changed / `ninehops lab deploy --plan` begins again
        stopping; what is deleted is gone / interrupted; what is deleted is gone / `ninehops lab deploy --destroy` removes the rest
        ");
    }
}
