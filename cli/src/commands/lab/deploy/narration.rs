//! Events of a deployment as lines.

use lab_deploy::{Event, Step};

use super::super::{bundle, images, progress::Progress};
use super::plan::Plan;

pub(super) fn narrate(progress: &Progress, event: Event) {
    match event {
        Event::Images(event) => images::narrate(progress, event),
        Event::Bundle(event) => bundle::narrate(progress, event),
        Event::Began(step) => progress.begin(step.to_string(), doing(step).to_owned()),
        Event::Detail(step, words) => progress.detail(&step.to_string(), &words),
        Event::Done { step, .. } => progress.end(&step.to_string()),
        Event::Plan(planned) => {
            for line in Plan(&planned).to_string().lines() {
                progress.remark(line);
            }
        }
        Event::TerraformPlan { text, .. } => {
            for line in text.lines() {
                progress.remark(line);
            }
        }
        Event::Note(sentence) => progress.remark(&sentence),
        // What a later version of the room has to tell.
        _ => {}
    }
}

/// What a step is while it is not done.
fn doing(step: Step) -> &'static str {
    match step {
        Step::Push => "pushing images",
        Step::Evaluate => "evaluating the modules with Terraform",
        Step::Compare => "comparing with what the cluster has",
        Step::Apply => "applying objects",
        Step::Terraform(_) => "Terraform at work",
        Step::Rollout => "waiting for workloads",
        Step::ReadBack => "reading every object back",
        Step::Delete => "deleting objects",
        _ => "at work",
    }
}
