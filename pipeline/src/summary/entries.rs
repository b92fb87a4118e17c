//! What is told of each change, in the order in which it matters.

use hops_plan::{Action, Address, Change, OutputChange, Plan};

use super::attributes::{Attribute, Trees, difference, path};
use super::markdown::{code, length, shorten};
use super::secrets::Secrets;
use crate::Deed;
use crate::deed::is_moved;

const LONGEST_ADDRESS: usize = 300;
/// Of one resource.
const MOST_ATTRIBUTES: usize = 50;

/// Changes of one kind.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: &'static str,
    /// What may be lost: shortened last.
    pub(super) destructive: bool,
    /// Shown when it is asked for.
    pub(super) folded: bool,
    pub(super) entries: Vec<Entry>,
}

/// One change.
#[derive(Debug)]
pub(super) struct Entry {
    /// A line without its end.
    pub(super) head: String,
    /// Lines below it.
    pub(super) attributes: Vec<String>,
    /// How many there would be besides.
    pub(super) more: usize,
}

/// Everything that a plan does; attributes only as long as there may be room for them.
pub(super) fn sections(plan: &Plan, limit: usize) -> Vec<Section> {
    let secrets = Secrets::of(plan);
    let mut teller = Teller { secrets: &secrets, room: limit };
    let mut sections = Vec::new();
    for (title, folded, deeds) in SECTIONS {
        let mut entries = Vec::new();
        for deed in *deeds {
            let changes = plan.changes.iter().filter(|change| Deed::of(change) == Some(*deed));
            entries.extend(changes.map(|change| teller.change(change, *deed)));
        }
        let destructive = deeds.iter().any(|deed| deed.is_destructive());
        sections.push(Section { title, destructive, folded: *folded, entries });
    }
    let outputs = plan.output_changes.iter().filter(|(_, output)| output.actions != [Action::NoOp]);
    let entries = outputs.map(|(name, output)| teller.output(name, output)).collect();
    sections.push(Section { title: "Outputs", destructive: false, folded: false, entries });
    let drift = plan.drift.iter().filter(|change| change.actions != [Action::NoOp]);
    let entries = drift.map(|change| teller.drift(change)).collect();
    let title = "Changed outside of Terraform since the last apply";
    sections.push(Section { title, destructive: false, folded: true, entries });
    sections.retain(|section| !section.entries.is_empty());
    sections
}

const SECTIONS: &[(&str, bool, &[Deed])] = &[
    ("Deleted and replaced", false, &[Deed::Delete, Deed::Replace, Deed::Other]),
    ("Updated in place", false, &[Deed::Update]),
    ("Created", true, &[Deed::Create]),
    ("Imported, moved, forgotten", false, &[Deed::Import, Deed::Move, Deed::Forget]),
];

struct Teller<'a> {
    secrets: &'a Secrets,
    /// For attributes, in characters.
    room: usize,
}

impl Teller<'_> {
    fn change(&mut self, change: &Change, deed: Deed) -> Entry {
        let head = head(change, deed);
        let told = matches!(deed, Deed::Replace | Deed::Other | Deed::Update);
        let (attributes, more) = if told { self.attributes(&trees(change)) } else { (Vec::new(), 0) };
        let paths =
            change.past.replace_paths.iter().map(|steps| path(steps, self.secrets)).collect::<Vec<_>>();
        let attributes = attributes.iter().map(|attribute| line(attribute, &paths)).collect();
        Entry { head, attributes, more }
    }

    fn output(&mut self, name: &str, output: &OutputChange) -> Entry {
        let trees = Trees {
            before: &output.before,
            after: &output.after,
            unknown: &output.after_unknown,
            before_sensitive: &output.before_sensitive,
            after_sensitive: &output.after_sensitive,
        };
        let (attributes, more) = self.attributes(&trees);
        let name = code(&shorten(name, LONGEST_ADDRESS));
        if let ([only], 0) = (attributes.as_slice(), more)
            && only.path.is_empty()
        {
            let head = format!("{name}: {}", only.words);
            return Entry { head, attributes: Vec::new(), more };
        }
        let head = match output.actions.as_slice() {
            [Action::Create] => format!("{name} is new"),
            [Action::Delete] => format!("{name} is gone"),
            _ => name,
        };
        let attributes = attributes.iter().map(|attribute| line(attribute, &[])).collect();
        Entry { head, attributes, more }
    }

    fn drift(&mut self, change: &Change) -> Entry {
        let address = address(&change.address);
        if change.actions == [Action::Delete] {
            return Entry { head: format!("{address} was deleted"), attributes: Vec::new(), more: 0 };
        }
        let (attributes, more) = self.attributes(&trees(change));
        let attributes = attributes.iter().map(|attribute| line(attribute, &[])).collect();
        Entry { head: address, attributes, more }
    }

    fn attributes(&mut self, trees: &Trees) -> (Vec<Attribute>, usize) {
        let most = if self.room == 0 { 0 } else { MOST_ATTRIBUTES };
        let (attributes, more) = difference(trees, self.secrets, most);
        let told: usize = attributes.iter().map(|attribute| length(&attribute.words)).sum();
        self.room = self.room.saturating_sub(told);
        (attributes, more)
    }
}

/// What is done to what, and why.
fn head(change: &Change, deed: Deed) -> String {
    let address = address(&change.address);
    let from = change.past.address.as_ref().filter(|_| is_moved(change)).map(self::address);
    let mut head = match (deed, &from) {
        (Deed::Delete, _) => format!("❌ **delete** {address}"),
        (Deed::Replace, _) => format!("♻️ **replace** {address}, {}", order(&change.actions)),
        (Deed::Other, _) => format!("❓ **unknown** {address}"),
        (Deed::Import, _) => format!("import {address}"),
        (Deed::Move, Some(from)) => return format!("move {from} → {address}"),
        (Deed::Forget, _) => format!("forget {address}, which stays where it is"),
        (Deed::Update | Deed::Create | Deed::Move, _) => address,
    };
    if change.past.deposed.is_some() {
        head += ", which an earlier replacement has left behind";
    }
    if let Some(from) = from {
        head.extend([", moved from ", &from]);
    }
    if change.importing && deed != Deed::Import {
        head += ", imported";
    }
    if let Some(reason) = change.past.reason.as_deref().and_then(reason) {
        head.extend([": ", reason]);
    }
    head
}

fn trees(change: &Change) -> Trees<'_> {
    Trees {
        before: &change.past.before,
        after: &change.after,
        unknown: &change.after_unknown,
        before_sensitive: &change.past.before_sensitive,
        after_sensitive: &change.past.after_sensitive,
    }
}

fn address(address: &Address) -> String {
    code(&shorten(&address.to_string(), LONGEST_ADDRESS))
}

fn line(attribute: &Attribute, replacing: &[String]) -> String {
    let Attribute { path, words } = attribute;
    let forces = replacing.iter().any(|forcing| leads(forcing, path) || leads(path, forcing));
    let forces = if forces { ", **which forces the replacement**" } else { "" };
    if path.is_empty() { format!("{words}{forces}") } else { format!("{}: {words}{forces}", code(path)) }
}

/// One path is the other, or a part of its way.
fn leads(path: &str, further: &str) -> bool {
    further.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn order(actions: &[Action]) -> &'static str {
    if actions.first() == Some(&Action::Create) { "the new one first" } else { "the old one first" }
}

/// Terraform's word for it, where the attributes do not tell.
fn reason(word: &str) -> Option<&'static str> {
    Some(match word {
        "replace_because_tainted" => "it is tainted",
        "replace_by_request" => "asked for by `-replace`",
        "replace_by_triggers" => "by `replace_triggered_by`",
        "delete_because_no_resource_config" => "not in the configuration any more",
        "delete_because_no_module" => "its module is not called any more",
        "delete_because_wrong_repetition" => "`count` or `for_each` has come or gone",
        "delete_because_count_index" => "beyond `count`",
        "delete_because_each_key" => "its key is not in `for_each` any more",
        "delete_because_no_move_target" => "moved to where nothing is configured",
        _ => return None,
    })
}
