//! One resource of a plan, as it will be.

use serde::Deserialize;
use serde_json::Value;

use crate::{Address, Known};

/// One instance of a resource and what is done to it. A resource that stays as it is has one too.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where it is in the configuration.
    pub address: Address,
    /// What is done, in order. A replacement is two.
    pub actions: Vec<Action>,
    /// Its attributes afterwards, without those that are not known yet. `null` when it is deleted.
    pub after: Value,
    /// `true` in the place of every attribute that is known after apply.
    pub after_unknown: Value,
    /// An `import` block brings it into the state.
    pub importing: bool,
    /// What it was, and what nobody is to see of it.
    pub past: Past,
}

/// What a change comes from, for whoever has to judge it.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Its attributes before. `null` when it is made.
    pub before: Value,
    /// `true` in the place of every attribute that must not be shown: of [`Self::before`].
    pub before_sensitive: Value,
    /// The same of [`Change::after`].
    pub after_sensitive: Value,
    /// The attributes that make a replacement necessary, each as the names and numbers that lead to it.
    pub replace_paths: Vec<Vec<Value>>,
    /// Where it was in the configuration, when it has moved.
    pub address: Option<Address>,
    /// The key of an object that a replacement has left behind, when that is what is changed.
    pub deposed: Option<String>,
    /// Why, in a word of Terraform's: `replace_because_tainted`.
    pub reason: Option<String>,
}

/// What becomes of an output of the root module.
#[derive(Clone, Debug, Default)]
pub struct OutputChange {
    /// What is done.
    pub actions: Vec<Action>,
    /// Its value before.
    pub before: Value,
    /// Its value afterwards, as far as it is known.
    pub after: Value,
    /// `true` in the place of what is known after apply.
    pub after_unknown: Value,
    /// `true` in the place of what must not be shown: of [`Self::before`].
    pub before_sensitive: Value,
    /// The same of [`Self::after`].
    pub after_sensitive: Value,
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Nothing.
    NoOp,
    /// It is made.
    Create,
    /// A data source is read.
    Read,
    /// It is changed in place.
    Update,
    /// It is deleted.
    Delete,
    /// It leaves the state and stays where it is.
    Forget,
    /// What a later version of Terraform does besides.
    #[serde(other)]
    Other,
}

impl Change {
    /// Its type: `kubernetes_manifest`.
    pub fn kind(&self) -> &str {
        &self.address.kind
    }

    /// It is made where nothing of Terraform's was: no replacement, no import.
    pub fn creates(&self) -> bool {
        self.actions == [Action::Create] && !self.importing
    }

    /// It is there afterwards.
    pub fn remains(&self) -> bool {
        !self.after.is_null() || self.after_unknown == Value::Bool(true)
    }

    /// The attribute at a path such as `metadata.0.name`; `null` is not given.
    pub fn get(&self, path: &str) -> Known<&Value> {
        look_up(&self.after, &self.after_unknown, path)
    }

    /// A text; a number or flag as Terraform would write it.
    pub fn text(&self, path: &str) -> Known<String> {
        self.get(path).and_then(|value| match value {
            Value::String(text) => Known::Value(text.clone()),
            Value::Number(number) => Known::Value(number.to_string()),
            Value::Bool(flag) => Known::Value(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => Known::Absent,
        })
    }

    /// A flag.
    pub fn flag(&self, path: &str) -> Known<bool> {
        self.get(path).and_then(|value| match value {
            Value::String(text) => text.parse().ok().into(),
            other => other.as_bool().into(),
        })
    }

    /// A whole number.
    pub fn number(&self, path: &str) -> Known<i64> {
        self.get(path).and_then(|value| match value {
            Value::String(text) => text.parse().ok().into(),
            other => other.as_i64().into(),
        })
    }

    /// How many entries a list or a set has that are known to be there, whatever is known of each.
    pub fn count(&self, path: &str) -> usize {
        let shown = |value: &Value| value.as_array().map_or(0, Vec::len);
        let after = walk(&self.after, path).map_or(0, shown);
        after.max(walk(&self.after_unknown, path).map_or(0, shown))
    }

    /// The known texts of a list or a set, and whether there may be more.
    pub fn texts(&self, path: &str) -> (Vec<String>, bool) {
        if self.get(path).is_unknown() {
            return (Vec::new(), true);
        }
        let entries = (0..self.count(path)).map(|number| self.text(&format!("{path}.{number}")));
        let entries: Vec<_> = entries.collect();
        let more = entries.iter().any(Known::is_unknown);
        (entries.into_iter().filter_map(Known::value).collect(), more)
    }
}

/// The value at a path of two trees: what is known, and `true` wherever something will be.
pub(crate) fn look_up<'a>(after: &'a Value, unknown: &Value, path: &str) -> Known<&'a Value> {
    let mut unknown = Some(unknown);
    for step in path.split('.') {
        if unknown == Some(&Value::Bool(true)) {
            return Known::Unknown;
        }
        unknown = unknown.and_then(|tree| descend(tree, step));
    }
    if unknown == Some(&Value::Bool(true)) {
        return Known::Unknown;
    }
    walk(after, path).filter(|value| !value.is_null()).into()
}

fn walk<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, descend)
}

fn descend<'a>(tree: &'a Value, step: &str) -> Option<&'a Value> {
    match tree {
        Value::Object(members) => members.get(step),
        Value::Array(entries) => entries.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}
