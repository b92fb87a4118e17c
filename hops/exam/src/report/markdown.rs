//! The report as a page.

use std::fmt;

use super::{Report, Row, verdict};
use crate::case::Group;

/// What the page says before its tables. What the exam cannot do is said here.
const PREFACE: &str = "\
# The exam of the diagnosis

Labs are booted and broken on purpose, and `ninehops trace` is asked what is wrong. It is a process of its own, gets a kubeconfig with the rights of
`hops/kube/rbac/reader.yaml`, with a plan also those of `planner.yaml` beside it, and no hint. What it names first, its fix and its exit code are compared with what was done to the lab. This page is printed by a
command, and no line of it is written by hand.

How the printed fix is applied, where the column says what came of it:

- a command is run as it stands, in a shell whose `kubectl` is the administrator's;
- of Terraform the rules are read, and what EC2 would make of them is loaded into the lab's router: a lab has no AWS account to apply them to;
- of a build the push alone is done, under the name that the command gives, with the image that was built for the nodes anyway: a lab has no builder for
  two processors. Pods that wait for their next pull are deleted, so that it comes now;
- `import` blocks are applied to the plan, as Terraform does when it reads them: the object is in the state and not to be created. The objects of these cases
  are the shop's own, given to kubectl; a provider is not run.

Where the lab has one front service and one behind it, variants of the wrong name are of the front service: the other calls nobody.
";

/// A report as Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Markdown<'a>(pub &'a Report);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { date, ninehops, kubernetes, command, .. } = self.0;
        writeln!(formatter, "{PREFACE}")?;
        writeln!(
            formatter,
            "Printed on {date} by `{command}`: ninehops {ninehops}, Kubernetes {kubernetes}.\n"
        )?;
        if let Some(why) = &self.0.ended_early {
            writeln!(formatter, "**Not every case was held**: {why}\n")?;
        }
        self.totals(formatter)?;
        for group in Group::ALL {
            let rows: Vec<&Row> = self.0.rows.iter().filter(|row| row.group == group).collect();
            if !rows.is_empty() {
                table(formatter, group, &rows)?;
            }
        }
        Ok(())
    }
}

impl Markdown<'_> {
    fn totals(self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| what | result | bar | |\n|---|---|---|---|")?;
        for total in self.0.totals() {
            let (right, of, percent, bar) = (total.right, total.of, total.percent(), total.group.bar());
            let verdict = verdict(total.is_met());
            writeln!(
                formatter,
                "| {} | {right} of {of}, {percent} % | {bar} % | {verdict} |",
                total.group.title()
            )?;
        }
        for slowest in self.0.slowest() {
            let (what, bar, verdict) = (slowest.what(), slowest.bar.as_secs(), verdict(slowest.is_met()));
            writeln!(formatter, "| {what} | {:.1} s | {bar} s | {verdict} |", slowest.seconds)?;
        }
        Ok(())
    }
}

fn table(formatter: &mut fmt::Formatter<'_>, group: Group, rows: &[&Row]) -> fmt::Result {
    let title = group.title();
    let (first, rest) = title.split_at(1);
    writeln!(formatter, "\n## {}{rest}\n", first.to_uppercase())?;
    writeln!(formatter, "| case | nodes | agent | expected | got | s | after the fix | |")?;
    writeln!(formatter, "|---|---|---|---|---|---|---|---|")?;
    for row in rows {
        let mark = row
            .wrong
            .as_deref()
            .map_or_else(|| "right".to_owned(), |wrong| format!("**wrong**: {}", cell(wrong)));
        writeln!(
            formatter,
            "| {} | {} | {} | {} | {} | {} | {} | {mark} |",
            cell(&row.case),
            row.nodes,
            row.agent_in_words(),
            cell(&row.expected),
            cell(&row.got),
            row.time(),
            cell(row.after_the_fix.as_deref().unwrap_or_default()),
        )?;
    }
    Ok(())
}

/// Neither a bar nor a line break ends it early.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
