//! What was done, in a sentence, and where to look at it.

use lab_deploy::{Action, Goal, Report};

/// What came of it.
pub(super) fn sentence(goal: Goal, report: &Report) -> String {
    let count = |action| report.objects.iter().filter(|object| object.action == action).count();
    let (create, change, delete) = (count(Action::Create), count(Action::Change), count(Action::Delete));
    let all = report.objects.len();
    match goal {
        Goal::Destroy if delete == 0 => "there was nothing to remove".to_owned(),
        Goal::Destroy => format!("the shop is gone: {} deleted", objects(delete)),
        Goal::Plan if !report.terraform_plans.is_empty() => "Terraform would change the cluster".to_owned(),
        Goal::Plan if report.has_changes() => {
            format!("{create} to create, {change} to change, {delete} to delete")
        }
        Goal::Plan => format!("nothing would change: {} are as they should be", objects(all)),
        Goal::Apply if !report.has_changes() => {
            format!("nothing to change: {} are as they should be", objects(all))
        }
        Goal::Apply => format!("the shop is up: {create} created, {change} changed, {delete} deleted"),
    }
}

/// One a line.
pub(super) fn addresses(report: &Report) -> String {
    let lines = report.addresses.iter().map(|address| match &address.host {
        Some(host) => format!("{} for `Host: {host}`\n", address.url),
        None => format!("{}\n", address.url),
    });
    lines.collect::<Vec<_>>().concat()
}

fn objects(count: usize) -> String {
    if count == 1 { "1 object".to_owned() } else { format!("{count} objects") }
}
