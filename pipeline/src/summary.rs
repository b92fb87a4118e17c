//! A plan as a comment of a pull request.
//!
//! What may be lost stands first. What is not to be seen is not there, and what others have written into a plan does
//! nothing: no HTML, no link, no mention. The comment is cut between entries, never within one.

use hops_plan::Plan;

use crate::{Counts, Deed};

mod attributes;
mod entries;
mod markdown;
mod pack;
mod secrets;

use markdown::{code, length, shorten};

/// What GitHub takes at most, in characters.
pub const MOST_CHARACTERS: usize = 65_535;
/// With less there is no room for what must not be missing.
pub const FEWEST_CHARACTERS: usize = 4_096;

const LONGEST_TITLE: usize = 100;
const LONGEST_URL: usize = 500;
const LONGEST_MARKER: usize = 64;

/// How a comment is to be.
#[derive(Clone, Debug)]
pub struct Comment<'a> {
    /// Which state it is about: `platform`.
    pub title: &'a str,
    /// It is not longer than that.
    pub limit: Limit,
    /// Where all of it is to be read.
    pub run: Option<&'a RunUrl>,
}

/// The length of a comment at most, in UTF-16 units.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limit(usize);

/// The address of a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunUrl(String);

/// What a comment cannot be made with.
#[derive(Debug, thiserror::Error)]
pub enum CommentError {
    /// A limit that is none.
    #[error(
        "a comment of at most `{0}` characters cannot be made: it must be {FEWEST_CHARACTERS} to {MOST_CHARACTERS}"
    )]
    Limit(usize),
    /// It might be more than an address.
    #[error(
        "`{0}` is no address of a run: it must be https://, of at most {LONGEST_URL} characters, without spaces, quotes and brackets"
    )]
    Url(String),
}

impl Limit {
    /// [`FEWEST_CHARACTERS`] to [`MOST_CHARACTERS`].
    ///
    /// # Errors
    /// For anything else.
    pub fn new(characters: usize) -> Result<Self, CommentError> {
        let possible = (FEWEST_CHARACTERS..=MOST_CHARACTERS).contains(&characters);
        possible.then_some(Self(characters)).ok_or(CommentError::Limit(characters))
    }
}

impl RunUrl {
    /// An `https://` address in characters that mean nothing in Markdown within `<` and `>`.
    ///
    /// # Errors
    /// For anything else.
    pub fn new(url: &str) -> Result<Self, CommentError> {
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&+,;=%".contains(&byte);
        let rest = url.strip_prefix("https://").filter(|rest| !rest.is_empty());
        match rest {
            Some(rest) if url.len() <= LONGEST_URL && rest.bytes().all(harmless) => Ok(Self(url.to_owned())),
            _ => Err(CommentError::Url(url.chars().take(LONGEST_URL).collect())),
        }
    }
}

/// The first line of every comment about a state: by it the next comment finds the one whose place it takes.
pub fn marker(title: &str) -> String {
    let character = |character: char| if character.is_ascii_alphanumeric() { character } else { ' ' };
    let plain: String = title.to_ascii_lowercase().chars().map(character).collect();
    let name: Vec<_> = plain.split_ascii_whitespace().collect();
    let name: String = name.join("-").chars().take(LONGEST_MARKER).collect();
    let name = name.trim_end_matches('-');
    format!("<!-- ninehops:plan:{} -->", if name.is_empty() { "plan" } else { name })
}

/// The comment, in Markdown.
pub fn comment(plan: &Plan, comment: &Comment) -> String {
    let counts = Counts::of(plan);
    let head = head(plan, &counts, comment.title);
    let sections = entries::sections(plan, comment.limit.0);
    let text = pack::pack(&head, &sections, comment.run.map(|run| run.0.as_str()), comment.limit.0);
    debug_assert!(length(&text) <= comment.limit.0, "a comment of {} characters", length(&text));
    text
}

fn head(plan: &Plan, counts: &Counts, title: &str) -> String {
    let name = code(&shorten(title, LONGEST_TITLE));
    let mut head = format!("{}\n## Plan: {name}\n\n**{}**\n", marker(title), sentence(&counts.to_string()));
    if counts.destructive() > 0 {
        head.extend(["\n> [!CAUTION]\n> **", &sentence(&losses(counts)), "**\n"]);
    }
    if !plan.complete {
        head += "\n> [!WARNING]\n> **The plan is not whole: Terraform failed, or has put something off.**\n";
    }
    if counts.is_empty() && plan.applyable == Some(true) {
        head += "\nApplying it brings the state up to date with what is there.\n";
    }
    head
}

fn losses(counts: &Counts) -> String {
    let parts = [
        (Deed::Delete, "is deleted", "are deleted"),
        (Deed::Replace, "is deleted and made anew", "are deleted and made anew"),
        (Deed::Other, "changes in a way unknown here", "change in a way unknown here"),
    ];
    let part = |(deed, one, several)| match counts.count(deed) {
        0 => None,
        1 => Some(format!("1 resource {one}")),
        count => Some(format!("{count} resources {several}")),
    };
    let parts: Vec<_> = parts.into_iter().filter_map(part).collect();
    parts.join(", ")
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

#[cfg(test)]
mod tests;
