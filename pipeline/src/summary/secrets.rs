//! What nobody is to see.
//!
//! Terraform marks places, not values: what a provider copies from a marked argument into an attribute of its own is
//! not marked there. So whatever stands at any marked place of a plan is not shown at another place either.

use std::collections::BTreeSet;

use hops_plan::Plan;
use serde_json::{Map, Value};

/// Shorter ones are words that stand in many places, and guessed as easily as read.
const SHORTEST: usize = 6;

/// In the place of a secret.
pub(super) const HIDDEN: &str = "(sensitive)";

/// Every secret of a plan, in order, and none that begins like another: where that one is found, so is the other.
#[derive(Debug, Default)]
pub(super) struct Secrets(Vec<String>);

#[derive(Debug, Default)]
struct Found(BTreeSet<String>);

impl Secrets {
    /// What stands at marked places: of resources, of what has drifted, of outputs and of variables.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut secrets = Found::default();
        for change in plan.changes.iter().chain(&plan.drift) {
            secrets.marked(&change.past.before, &change.past.before_sensitive);
            secrets.marked(&change.after, &change.past.after_sensitive);
        }
        for output in plan.output_changes.values() {
            secrets.marked(&output.before, &output.before_sensitive);
            secrets.marked(&output.after, &output.after_sensitive);
        }
        for (name, value) in &plan.variables {
            let variable = plan.configuration.root_module.variables.get(name);
            if variable.is_some_and(|variable| is_true(&variable["sensitive"])) {
                secrets.all(value);
            }
        }
        secrets.into()
    }

    /// There is a secret in a text.
    pub(super) fn hide(&self, text: &str) -> bool {
        // Of those that are not behind it in order, only the last can be its beginning.
        let begins = |rest: &str| {
            let behind = self.0.partition_point(|secret| secret.as_str() <= rest);
            behind.checked_sub(1).is_some_and(|last| rest.starts_with(&self.0[last]))
        };
        text.len() >= SHORTEST && text.char_indices().any(|(at, _)| begins(&text[at..]))
    }

    /// A copy without what is marked and what is a secret.
    pub(super) fn redacted(&self, value: &Value, mask: &Value) -> Value {
        if is_true(mask) {
            return HIDDEN.into();
        }
        match value {
            Value::Object(members) => {
                let member = |(key, member): (&String, &Value)| {
                    let hidden = is_hidden_by_name(members, key);
                    let redacted =
                        if hidden { HIDDEN.into() } else { self.redacted(member, &mask[key.as_str()]) };
                    let key = if self.hide(key) { HIDDEN.to_owned() } else { key.clone() };
                    (key, redacted)
                };
                Value::Object(members.iter().map(member).collect())
            }
            Value::Array(entries) => {
                let entries = entries.iter().enumerate();
                entries.map(|(number, entry)| self.redacted(entry, &mask[number])).collect()
            }
            Value::String(text) if self.hide(text) => HIDDEN.into(),
            Value::Number(number) if self.hide(&number.to_string()) => HIDDEN.into(),
            other => other.clone(),
        }
    }
}

impl From<Found> for Secrets {
    fn from(found: Found) -> Self {
        let mut secrets: Vec<String> = Vec::new();
        for secret in found.0 {
            if secrets.last().is_none_or(|last| !secret.starts_with(last.as_str())) {
                secrets.push(secret);
            }
        }
        Self(secrets)
    }
}

impl Found {
    fn marked(&mut self, value: &Value, mask: &Value) {
        if is_true(mask) {
            return self.all(value);
        }
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    if is_hidden_by_name(members, key) {
                        self.all(member);
                    } else {
                        self.marked(member, &mask[key.as_str()]);
                    }
                }
            }
            Value::Array(entries) => {
                for (number, entry) in entries.iter().enumerate() {
                    self.marked(entry, &mask[number]);
                }
            }
            _ => {}
        }
    }

    fn all(&mut self, value: &Value) {
        match value {
            Value::Object(members) => members.values().for_each(|member| self.all(member)),
            Value::Array(entries) => entries.iter().for_each(|entry| self.all(entry)),
            Value::String(text) => self.add(text),
            Value::Number(number) => self.add(&number.to_string()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn add(&mut self, secret: &str) {
        if secret.chars().count() >= SHORTEST {
            self.0.insert(secret.to_owned());
        }
    }
}

/// What its name alone forbids to show: arguments that are only written, and what is in a Secret of Kubernetes, of which
/// a `kubernetes_manifest` has no mark.
pub(super) fn is_hidden_by_name(members: &Map<String, Value>, key: &str) -> bool {
    let secret = || members.get("kind").and_then(Value::as_str) == Some("Secret");
    key.ends_with("_wo") || (matches!(key, "data" | "stringData") && secret())
}

/// `true` in a tree of marks.
pub(super) fn is_true(mask: &Value) -> bool {
    *mask == Value::Bool(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_hidden_just_when_a_secret_is_in_it(
            secrets in prop::collection::btree_set("[abé]{6,9}", 0..20),
            text in "[abé]{0,30}",
        ) {
            let within = secrets.iter().any(|secret| text.contains(secret.as_str()));
            prop_assert_eq!(Secrets::from(Found(secrets)).hide(&text), within);
        }
    }
}
