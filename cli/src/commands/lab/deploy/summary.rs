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
        Goal::Plan => format!("nothing would change in {}", objects(all)),
        Goal::Apply if !report.has_changes() => {
            format!("there was nothing to change in {}", objects(all))
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

#[cfg(test)]
mod tests {
    use lab_deploy::{Address, Key, Planned, Way};

    use super::*;

    fn report(actions: &[Action]) -> Report {
        let key = Key {
            api_version: "v1".to_owned(),
            kind: "Service".to_owned(),
            namespace: None,
            name: "shop".to_owned(),
        };
        let planned = |action: &Action| Planned { key: key.clone(), action: *action, changes: Vec::new() };
        Report {
            way: Way::ServerSideApply { because: None },
            ingress: true,
            images: lab_deploy::Images::new(),
            objects: actions.iter().map(planned).collect(),
            terraform_plans: Vec::new(),
            addresses: vec![
                Address { url: "http://10.0.1.11:30080/".to_owned(), host: None },
                Address {
                    url: "http://10.0.1.11:30081/".to_owned(),
                    host: Some("shop.localtest".to_owned()),
                },
            ],
        }
    }

    #[test]
    fn what_came_of_it_is_a_sentence() {
        use Action::{Change, Create, Delete, Keep};
        let sentences = [
            sentence(Goal::Apply, &report(&[Create, Create, Change, Keep])),
            sentence(Goal::Apply, &report(&[Keep, Keep])),
            sentence(Goal::Plan, &report(&[Create, Change, Delete])),
            sentence(Goal::Plan, &report(&[Keep])),
            sentence(Goal::Destroy, &report(&[Delete, Delete])),
            sentence(Goal::Destroy, &report(&[])),
        ];
        insta::assert_snapshot!(sentences.join("\n"), @r"
        the shop is up: 2 created, 1 changed, 0 deleted
        there was nothing to change in 2 objects
        1 to create, 1 to change, 1 to delete
        nothing would change in 1 object
        the shop is gone: 2 objects deleted
        there was nothing to remove
        ");
    }

    #[test]
    fn addresses_can_be_opened() {
        insta::assert_snapshot!(addresses(&report(&[])), @r"
        http://10.0.1.11:30080/
        http://10.0.1.11:30081/ for `Host: shop.localtest`
        ");
    }
}
