//! `import` blocks.

use std::fmt::Write as _;

use hops_plan::Index;

use crate::{Adoption, Existing, Unchecked};

/// A file of the root module, in the form that `terraform fmt` leaves as it is.
pub(crate) fn write(adoption: &Adoption) -> String {
    let existing = adoption.existing.iter().map(existing);
    let unchecked = adoption.unchecked.iter().map(unchecked);
    existing.chain(unchecked).collect::<Vec<_>>().join("\n")
}

fn existing(found: &Existing) -> String {
    let Existing { address, kind, id, differs, .. } = found;
    let mut text = comment(&format!("{kind} {}: {}", found.full_name(), found.made()));
    if !differs.is_empty() {
        text += &comment(&format!("apply will change: {}", differs.join(", ")));
    }
    match id {
        Some(id) => text += &block(address, id),
        None => {
            text += &comment(
                "the provider cannot import this type: delete the object, or take it out of the plan",
            );
        }
    }
    text
}

fn unchecked(resource: &Unchecked) -> String {
    let Unchecked { address, id, command } = resource;
    let mut text = comment(&format!("{address} was not looked for in AWS"));
    if let Some(command) = command {
        text += &comment(&format!("if this finds it: {command}"));
    }
    let id = id.as_deref().unwrap_or("ID");
    for line in block(address, id).lines() {
        let _ = writeln!(text, "# {line}");
    }
    text
}

fn block(address: &str, id: &str) -> String {
    // Written as a key of `for_each` is: quoted, and with nothing in it that Terraform would evaluate.
    format!("import {{\n  to = {address}\n  id = {}\n}}\n", Index::Key(id.to_owned()))
}

/// Whatever is in the text, it ends with its line.
fn comment(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("# {line}\n")
}
