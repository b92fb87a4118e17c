//! For programs.

use serde::Serialize;

/// A document in JSON, indented, with a line break at its end.
///
/// # Panics
/// Never for the documents of this crate: every key in them is a text.
pub fn to_json(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("every key of a document is a text");
    text.push('\n');
    text
}
