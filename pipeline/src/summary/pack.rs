//! As much of a plan as there is room for.

use super::entries::{Entry, Section};
use super::markdown::length;

/// How many attributes are shown of each entry.
#[derive(Clone, Copy, Debug)]
struct Detail {
    destructive: usize,
    others: usize,
}

/// From everything to hardly anything.
const DETAILS: &[Detail] = &[
    Detail { destructive: usize::MAX, others: usize::MAX },
    Detail { destructive: 20, others: 10 },
    Detail { destructive: 20, others: 3 },
    Detail { destructive: 20, others: 0 },
    Detail { destructive: 3, others: 0 },
    Detail { destructive: 0, others: 0 },
];

/// The most detailed comment that fits, or as many entries as fit.
pub(super) fn pack(head: &str, sections: &[Section], run: Option<&str>, limit: usize) -> String {
    for detail in DETAILS {
        let mut text = head.to_owned();
        for section in sections {
            text += &begin(section);
            for entry in &section.entries {
                text += &entry_text(entry, detail.of(section));
                if text.len() > limit * 4 {
                    break;
                }
            }
            text += end(section);
        }
        text += &foot(run, 0);
        if length(&text) <= limit {
            return text;
        }
    }
    cut(head, sections, run, limit)
}

/// Entries without attributes, the first ones of each section; what must not be missing is reckoned with beforehand.
fn cut(head: &str, sections: &[Section], run: Option<&str>, limit: usize) -> String {
    let frames: usize = sections.iter().map(|section| length(&frame(section))).sum();
    let all = sections.iter().map(|section| section.entries.len()).sum();
    let fixed = length(head) + frames + length(&foot(run, all));
    let mut room = limit.saturating_sub(fixed);
    let mut text = head.to_owned();
    let mut missing = 0;
    for section in sections {
        text += &begin(section);
        let mut shown = 0;
        for entry in &section.entries {
            let entry = entry_text(entry, 0);
            let Some(left) = room.checked_sub(length(&entry)) else { break };
            room = left;
            shown += 1;
            text += &entry;
        }
        let rest = section.entries.len() - shown;
        if rest > 0 {
            text += &more(rest);
        }
        missing += rest;
        text += end(section);
    }
    text + &foot(run, missing)
}

impl Detail {
    fn of(self, section: &Section) -> usize {
        if section.destructive { self.destructive } else { self.others }
    }
}

/// All of a section but its entries.
fn frame(section: &Section) -> String {
    begin(section) + &more(section.entries.len()) + end(section)
}

fn begin(section: &Section) -> String {
    let (title, count) = (section.title, section.entries.len());
    if section.folded {
        format!("\n<details><summary>{title} ({count})</summary>\n\n")
    } else {
        format!("\n### {title} ({count})\n\n")
    }
}

fn end(section: &Section) -> &'static str {
    if section.folded { "\n</details>\n" } else { "" }
}

fn entry_text(entry: &Entry, most: usize) -> String {
    let mut text = format!("- {}\n", entry.head);
    let shown = entry.attributes.len().min(most);
    for attribute in &entry.attributes[..shown] {
        text.extend(["  - ", attribute, "\n"]);
    }
    let rest = entry.attributes.len() - shown + entry.more;
    let rest = match (rest, shown) {
        (0, _) => String::new(),
        (1, 0) => "  - 1 attribute\n".to_owned(),
        (rest, 0) => format!("  - {rest} attributes\n"),
        (rest, _) => format!("  - and {rest} more\n"),
    };
    text + &rest
}

fn more(count: usize) -> String {
    format!("- **and {count} more that are not listed here**\n")
}

fn foot(run: Option<&str>, missing: usize) -> String {
    let missing = match missing {
        0 => String::new(),
        missing => {
            format!("\n> [!WARNING]\n> **{missing} entries had no room here: read the whole plan.**\n")
        }
    };
    let run = run.map(|run| format!("\n[The run, with the whole plan](<{run}>)\n")).unwrap_or_default();
    missing + &run
}
