//! Text of others within Markdown, so that none of it does anything.

use unicode_segmentation::UnicodeSegmentation as _;

/// How long a text is for GitHub: in UTF-16 units, which are never fewer than characters.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A code span: no HTML, no link, no mention. It stays on its line, and its fence is longer than any within.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let at_the_edge = |character| matches!(character, '`' | ' ');
    let space = if text.is_empty() || text.starts_with(at_the_edge) || text.ends_with(at_the_edge) {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// At most that long, cut between what a reader takes for characters.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let mut short = String::new();
    for piece in text.graphemes(true) {
        let Some(left) = room.checked_sub(length(piece)) else { break };
        room = left;
        short.push_str(piece);
    }
    short.push('…');
    short
}

/// The beginning that two texts share, in bytes, up to a border between characters.
pub(super) fn shared(one: &str, other: &str) -> usize {
    let both = one.graphemes(true).zip(other.graphemes(true));
    both.take_while(|(one, other)| one == other).map(|(piece, _)| piece.len()).sum()
}

/// The last part of a text, not longer than that.
pub(super) fn tail(text: &str, most: usize) -> &str {
    let mut begin = text.len();
    for (at, piece) in text.grapheme_indices(true).rev() {
        if text.len() - at > most {
            break;
        }
        debug_assert_eq!(at + piece.len(), begin, "pieces follow each other");
        begin = at;
    }
    &text[begin..]
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

/// What has no shape of its own, or turns the direction of what is beside it, is written by its number.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if is_invisible(character) {
            visible.extend(character.escape_unicode());
        } else {
            visible.push(character);
        }
    }
    visible
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_within() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
    }

    #[test]
    fn a_text_stays_on_its_line_and_hides_nothing() {
        assert_eq!(code("a\n\n# b"), r"`a\u{a}\u{a}# b`");
        assert_eq!(code("\u{202e}txt"), r"`\u{202e}txt`");
    }

    #[test]
    fn an_emoji_is_kept_whole_or_left_out() {
        let thumb = "👍🏽";
        assert_eq!(length(thumb), 4);
        assert_eq!(shorten(&format!("ab{thumb}c"), 5), "ab…");
        assert_eq!(shorten(&format!("ab{thumb}cd"), 7), format!("ab{thumb}…"));
        assert_eq!(tail(&format!("{thumb}a"), 3), "a");
    }

    #[test]
    fn what_two_texts_share_ends_between_characters() {
        assert_eq!(shared("ab👍🏽", "ab👍🏿"), 2);
        assert_eq!(shared("abc", "abc"), 3);
    }
}
