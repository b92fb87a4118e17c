//! What is different between two trees of attributes, leaf by leaf.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::markdown::{code, shared, shorten, tail};
use super::secrets::{HIDDEN, Secrets, is_hidden_by_name, is_true};

/// A value is not longer than that.
const LONGEST_VALUE: usize = 120;
/// A path is not longer than that.
const LONGEST_PATH: usize = 200;
/// So much of what two long values share is shown before their difference.
const SHARED: usize = 20;

/// Two trees and what is known of them. An absent tree is `null`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trees<'a> {
    pub(super) before: &'a Value,
    pub(super) after: &'a Value,
    pub(super) unknown: &'a Value,
    pub(super) before_sensitive: &'a Value,
    pub(super) after_sensitive: &'a Value,
}

/// One attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Attribute {
    /// `rule[0].ports`; empty for the whole tree.
    pub(super) path: String,
    /// What becomes of it, in Markdown.
    pub(super) words: String,
}

/// The first of them, and how many there are besides.
pub(super) fn difference(trees: &Trees, secrets: &Secrets, most: usize) -> (Vec<Attribute>, usize) {
    let mut walk = Walk { secrets, most, found: Vec::new(), more: 0 };
    walk.step("", trees);
    (walk.found, walk.more)
}

/// A path as [`Attribute::path`] has it, as far as it leads to nothing that is marked.
pub(super) fn path(steps: &[Value], secrets: &Secrets) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Value::String(key) => path = member(&path, key, secrets),
            other => write!(path, "[{other}]").expect("a string takes everything"),
        }
    }
    path
}

struct Walk<'a> {
    secrets: &'a Secrets,
    most: usize,
    found: Vec<Attribute>,
    more: usize,
}

impl Walk<'_> {
    fn step(&mut self, path: &str, trees: &Trees) {
        let Trees { before, after, unknown, .. } = *trees;
        if is_true(trees.before_sensitive) || is_true(trees.after_sensitive) {
            return self.hidden(path, trees, "*(sensitive)*");
        }
        if is_true(unknown) {
            return self.push(path, |walk| {
                let before = walk.shown(before, trees.before_sensitive);
                pair(before.as_deref(), "*(known after apply)*")
            });
        }
        match (before, after) {
            (Value::Object(_), Value::Object(_) | Value::Null) | (Value::Null, Value::Object(_)) => {
                self.members(path, trees);
            }
            (Value::Array(_), Value::Array(_) | Value::Null) | (Value::Null, Value::Array(_))
                if !is_flat(trees) =>
            {
                self.entries(path, trees);
            }
            (Value::Null, Value::Null) if unknown.is_object() => self.members(path, trees),
            (Value::Null, Value::Null) if unknown.is_array() => self.entries(path, trees),
            _ if before == after && !has_true(unknown) => {}
            _ => self.leaf(path, trees),
        }
    }

    fn members(&mut self, path: &str, trees: &Trees) {
        let objects = [trees.before, trees.after].map(Value::as_object);
        let keys = [trees.before, trees.after, trees.unknown].map(Value::as_object);
        let keys: BTreeSet<_> = keys.into_iter().flatten().flat_map(|members| members.keys()).collect();
        for key in keys {
            let path = member(path, key, self.secrets);
            let trees = trees.descend(|tree| &tree[key.as_str()]);
            if objects.iter().flatten().any(|members| is_hidden_by_name(members, key)) {
                let word = if key.ends_with("_wo") { "*(write-only)*" } else { "*(sensitive)*" };
                self.hidden(&path, &trees, word);
            } else {
                self.step(&path, &trees);
            }
        }
    }

    fn entries(&mut self, path: &str, trees: &Trees) {
        let lists = [trees.before, trees.after, trees.unknown].map(Value::as_array);
        let count = lists.into_iter().flatten().map(Vec::len).max().unwrap_or_default();
        for number in 0..count {
            self.step(&format!("{path}[{number}]"), &trees.descend(|tree| &tree[number]));
        }
    }

    /// Only that it changes is said.
    fn hidden(&mut self, path: &str, trees: &Trees, word: &str) {
        if trees.before != trees.after || has_true(trees.unknown) {
            self.push(path, |_| word.to_owned());
        }
    }

    fn leaf(&mut self, path: &str, trees: &Trees) {
        self.push(path, |walk| {
            let (before, after) = (trees.before, trees.after);
            let texts = (walk.text(before, trees.before_sensitive), walk.text(after, trees.after_sensitive));
            if let (Some(before), Some(after)) = &texts {
                let begin = differs_at(before, after);
                let short = |text: &str| code(&from(text, begin));
                return pair(Some(&short(before)), &short(after));
            }
            let before = walk.shown(before, trees.before_sensitive);
            match walk.shown(after, trees.after_sensitive) {
                Some(after) => pair(before.as_deref(), &after),
                None => pair(before.as_deref(), "*(none)*"),
            }
        });
    }

    /// Made into words only while there is room: a plan may have millions of them.
    fn push(&mut self, path: &str, words: impl FnOnce(&Self) -> String) {
        if self.found.len() < self.most {
            let words = words(self);
            self.found.push(Attribute { path: shorten(path, LONGEST_PATH), words });
        } else {
            self.more += 1;
        }
    }

    fn shown(&self, value: &Value, mask: &Value) -> Option<String> {
        self.text(value, mask).map(|text| code(&shorten(&text, LONGEST_VALUE)))
    }

    /// As JSON without its secrets, or nothing for `null`.
    fn text(&self, value: &Value, mask: &Value) -> Option<String> {
        if value.is_null() {
            return None;
        }
        let text = self.secrets.redacted(value, mask).to_string();
        // What is a secret only with what stands beside it.
        Some(if self.secrets.hide(&text) { HIDDEN.to_owned() } else { text })
    }
}

impl<'a> Trees<'a> {
    fn descend(&self, step: impl Fn(&'a Value) -> &'a Value) -> Self {
        Self {
            before: step(self.before),
            after: step(self.after),
            unknown: step(self.unknown),
            before_sensitive: step(self.before_sensitive),
            after_sensitive: step(self.after_sensitive),
        }
    }
}

/// A list of which no entry is known less than another, or has parts: it is shown as a whole.
fn is_flat(trees: &Trees) -> bool {
    let parts = |list: &Value| list.as_array().is_some_and(|list| list.iter().any(is_tree));
    let marks = [trees.unknown, trees.before_sensitive, trees.after_sensitive];
    !parts(trees.before) && !parts(trees.after) && !marks.into_iter().any(has_true)
}

fn is_tree(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn has_true(mask: &Value) -> bool {
    match mask {
        Value::Bool(flag) => *flag,
        Value::Array(entries) => entries.iter().any(has_true),
        Value::Object(members) => members.values().any(has_true),
        _ => false,
    }
}

fn pair(before: Option<&str>, after: &str) -> String {
    match before {
        Some(before) => format!("{before} → {after}"),
        None => after.to_owned(),
    }
}

/// Where two long values begin to differ; 0 for those that are shown from their beginning.
fn differs_at(before: &str, after: &str) -> usize {
    let shared = shared(before, after);
    let long = before.len().max(after.len()) > LONGEST_VALUE;
    if long && shared > SHARED * 2 { shared } else { 0 }
}

fn from(text: &str, begin: usize) -> String {
    if begin == 0 {
        return shorten(text, LONGEST_VALUE);
    }
    let (shared, rest) = text.split_at(begin);
    format!("…{}{}", tail(shared, SHARED), shorten(rest, LONGEST_VALUE - SHARED - 1))
}

fn member(path: &str, key: &str, secrets: &Secrets) -> String {
    if secrets.hide(key) {
        return format!("{path}[{HIDDEN}]");
    }
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    match (path, !key.is_empty() && key.chars().all(plain)) {
        ("", true) => key.to_owned(),
        (_, true) => format!("{path}.{key}"),
        (_, false) => format!("{path}[{}]", Value::from(key)),
    }
}

#[cfg(test)]
mod tests;
