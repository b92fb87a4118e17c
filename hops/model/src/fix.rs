//! A cure with every name filled in.

use std::collections::BTreeMap;

use crate::{Cause, Facts, FixKind, FixTemplate, FixText, Observation};

/// So many are named, or have a block of their own: whoever has read three knows how it goes on.
const NAMED: usize = 3;

/// The cure of a cause, with names and numbers of the observations that speak for it.
pub(crate) fn render(cause: &Cause, told: &[&Observation]) -> FixText {
    let FixTemplate { kind, text, summary, each } = cause.fix;
    let all = merged(told.iter().copied());
    let mut texts: Vec<String> = Vec::new();
    for observation in told.iter().filter(|observation| Some(observation.family) == each) {
        let mut facts = all.clone();
        facts.extend(observation.facts.clone());
        let text = fill(text, kind, &facts);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        texts.push(fill(text, kind, &all));
    }
    shorten(&mut texts, kind);
    FixText { kind, text: texts.join("\n"), summary: fill(summary, FixKind::Words, &all) }
}

/// A hundred nodes that are down want one cure. Terraform's blocks are pasted, and each is needed.
fn shorten(texts: &mut Vec<String>, kind: FixKind) {
    let more = texts.len().saturating_sub(NAMED);
    if more == 0 || kind == FixKind::Hcl {
        return;
    }
    texts.truncate(NAMED);
    let comment = if kind == FixKind::Words { "" } else { "# " };
    texts.push(format!("{comment}and so on for {more} more"));
}

/// What the observations know between them; where they differ, a few of them and how many more.
fn merged<'a>(observations: impl Iterator<Item = &'a Observation>) -> Facts {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in observations.flat_map(|observation| &observation.facts) {
        let known = values.entry(key).or_default();
        if !known.contains(&value.as_str()) {
            known.push(value);
        }
    }
    values.into_iter().map(|(key, values)| (key.to_owned(), listed(key, &values))).collect()
}

fn listed(key: &str, values: &[&str]) -> String {
    match values.split_at_checked(NAMED) {
        // An image is built for all of them.
        Some((few, more)) if !more.is_empty() && key != "architecture" => {
            format!("{} and {} more", few.join(", "), more.len())
        }
        _ => values.join(", "),
    }
}

/// A piece of a template.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Piece<'a> {
    /// As it stands.
    Literal(&'a str),
    /// `{key}`, or `{key|form}`.
    Fact(&'a str, Option<&'a str>),
}

/// The pieces of a template. Braces around anything but a key stand for themselves: HCL and JSON have their own.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut literal = 0;
    let mut from = 0;
    while let Some(open) = template[from..].find('{').map(|at| from + at) {
        let Some(close) = template[open..].find('}').map(|at| open + at) else { break };
        let (key, form) = match template[open + 1..close].split_once('|') {
            Some((key, form)) => (key, Some(form)),
            None => (&template[open + 1..close], None),
        };
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
        if is_word(key) && form.is_none_or(is_word) {
            pieces.push(Piece::Literal(&template[literal..open]));
            pieces.push(Piece::Fact(key, form));
            literal = close + 1;
            from = literal;
        } else {
            from = open + 1;
        }
    }
    pieces.push(Piece::Literal(&template[literal..]));
    pieces
}

fn fill(template: &str, kind: FixKind, facts: &Facts) -> String {
    let text = |piece| match piece {
        Piece::Literal(text) => text.to_owned(),
        Piece::Fact(key, form) => {
            let value = facts.get(key).map(String::as_str).filter(|value| !value.trim().is_empty());
            match form {
                None => value.map_or_else(|| default(key, kind), ToOwned::to_owned),
                Some(form) => formed(form, value, facts),
            }
        }
    };
    pieces(template).into_iter().map(text).collect()
}

/// What stands where a name is not known: something that says what to put there.
fn default(key: &str, kind: FixKind) -> String {
    let known = match (key, kind) {
        ("replicas", _) => "2",
        ("pod_selector", _) => "{}",
        ("peer", _) => "{ podSelector: {} }",
        ("policy", FixKind::Yaml) => "policy",
        ("direction", FixKind::Yaml) => "Egress",
        ("protocol", FixKind::Yaml) => "TCP",
        ("group", _) => "aws_security_group.nodes",
        ("cidr", _) => "0.0.0.0/0",
        ("port", FixKind::Hcl) => "var.node_port",
        ("node", FixKind::Words | FixKind::Hcl) => "the node",
        ("from", FixKind::Words) => "one end",
        ("to", FixKind::Words) => "the other",
        ("workload", _) => "the workload",
        ("architecture", _) => "the node's processor",
        ("address", FixKind::Hcl) => "ADDRESS",
        (_, FixKind::Words) => return format!("the {}", key.replace('_', " ")),
        _ => return key.to_uppercase(),
    };
    known.to_owned()
}

/// A value in another form than it was seen in.
fn formed(form: &str, value: Option<&str>, facts: &Facts) -> String {
    match form {
        "reference" => reference(value, facts),
        "object" => object(value),
        "rules" => value.map_or("egress".to_owned(), str::to_lowercase),
        "peers" => if value == Some("Ingress") { "from" } else { "to" }.to_owned(),
        "tag" => value.map_or("IMAGE", |image| image.split('@').next().unwrap_or(image)).to_owned(),
        "renamed" => renamed(value.unwrap_or("IMAGE")),
        "platforms" => platforms(value),
        _ => value.map_or("ARCHITECTURE", |platforms| platforms.trim_start_matches("linux/")).to_owned(),
    }
}

/// A name beside that of an image: nodes that have an image keep it under its name.
fn renamed(image: &str) -> String {
    let image = image.split('@').next().unwrap_or(image);
    match image.rsplit_once(':') {
        // A colon before a slash is that of a registry's port.
        Some((_, tag)) if !tag.contains('/') => format!("{image}-multi"),
        _ => format!("{image}:multi"),
    }
}

/// A security group as an expression of HCL.
fn reference(group: Option<&str>, facts: &Facts) -> String {
    let one = |value: &&str| !value.contains(", ");
    match (facts.get("resource").map(String::as_str).filter(one), group.filter(one)) {
        (Some(resource), _) if resource.contains('.') => format!("{}.id", resource.trim_end_matches(".id")),
        (_, Some(group)) if group.starts_with("sg-") => format!("\"{group}\""),
        _ => "aws_security_group.nodes.id".to_owned(),
    }
}

/// `KIND/NAME`, as kubectl takes it.
fn object(workload: Option<&str>) -> String {
    const KINDS: [&str; 6] = ["deployment", "daemonset", "statefulset", "replicaset", "job", "pod"];
    let Some(workload) = workload else { return "deployment/NAME".to_owned() };
    let (kind, name) = workload.rsplit_once('/').unwrap_or(("", workload));
    let kind = kind.to_lowercase();
    let kind = if KINDS.contains(&kind.as_str()) { kind } else { "deployment".to_owned() };
    format!("{kind}/{name}")
}

/// What an image is built for so that it runs on those nodes, and on both kinds that are common.
fn platforms(architectures: Option<&str>) -> String {
    let mut platforms = vec!["linux/amd64".to_owned(), "linux/arm64".to_owned()];
    for architecture in architectures.unwrap_or_default().split([',', ' ']).filter(|word| !word.is_empty()) {
        let platform = format!("linux/{}", architecture.trim_start_matches("linux/"));
        if !platforms.contains(&platform) {
            platforms.push(platform);
        }
    }
    platforms.join(",")
}

#[cfg(test)]
mod tests;
