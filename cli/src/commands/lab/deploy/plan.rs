//! What would change, or is about to, object by object.

use std::fmt;

use lab_deploy::{Action, FieldChange, Planned};
use serde_json::Value;

/// A value is cut there: a whole object in a list fills no screen.
const LONGEST: usize = 120;

/// A line for each object that changes, and one for each of its fields.
pub(super) struct Plan<'a>(pub(super) &'a [Planned]);

impl fmt::Display for Plan<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for planned in self.0 {
            match planned.action {
                Action::Create => writeln!(formatter, "+ {}", planned.key)?,
                Action::Change => writeln!(formatter, "~ {}", planned.key)?,
                Action::Delete => writeln!(formatter, "- {}", planned.key)?,
                Action::Keep => {}
            }
            for change in &planned.changes {
                writeln!(formatter, "    {}", line(change))?;
            }
        }
        Ok(())
    }
}

fn line(change: &FieldChange) -> String {
    let path = &change.path;
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{path}: {} → {}", short(before), short(after)),
        (None, Some(after)) => format!("{path}: + {}", short(after)),
        (Some(before), None) => format!("{path}: - {}", short(before)),
        // A value that nobody is to see.
        (None, None) => format!("{path}: …"),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use lab_deploy::Key;
    use serde_json::json;

    use super::*;

    fn planned(kind: &str, action: Action, changes: Vec<FieldChange>) -> Planned {
        let key = Key {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: (kind != "Namespace").then(|| "marketplace".to_owned()),
            name: "marketplace".to_owned(),
        };
        Planned { key, action, changes }
    }

    #[test]
    fn a_plan_shows_what_becomes_of_what() {
        let change = |path: &str, before: Option<Value>, after: Option<Value>| FieldChange {
            path: path.to_owned(),
            before,
            after,
        };
        let objects = [
            planned("Namespace", Action::Create, Vec::new()),
            planned("ServiceAccount", Action::Keep, Vec::new()),
            planned(
                "Deployment",
                Action::Change,
                vec![
                    change(".spec.image", Some(json!("a")), Some(json!("b"))),
                    change(".spec.args", None, Some(json!(["x".repeat(200)]))),
                    change(".spec.tty", Some(json!(true)), None),
                ],
            ),
            planned("Secret", Action::Change, vec![change(".data.key", None, None)]),
            planned("ConfigMap", Action::Delete, Vec::new()),
        ];
        insta::assert_snapshot!(Plan(&objects));
    }
}
