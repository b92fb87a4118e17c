//! Lines that fit a page.

use unicode_width::UnicodeWidthStr as _;

/// Below this there is nothing to be gained by breaking.
const NARROWEST: usize = 24;
const UNITS: [&str; 6] = ["ms", "s", "min", "bytes", "KiB", "MiB"];

/// Breaks between words. Every line begins with `margin` blanks, and ends before `width` where its words allow.
pub(super) fn wrap(text: &str, width: usize, margin: usize) -> String {
    let room = width.saturating_sub(margin).max(NARROWEST);
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().expect("there is a line from the start");
        if line.is_empty() {
            line.push_str(&word);
        } else if line.width() + 1 + word.width() <= room {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    let blanks = " ".repeat(margin);
    lines.iter().map(|line| format!("{blanks}{line}")).collect::<Vec<_>>().join("\n")
}

/// What stays on one line: a word, or a number with its unit.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let unit = word.trim_end_matches(|letter: char| letter.is_ascii_punctuation());
        match words.last_mut() {
            Some(number)
                if UNITS.contains(&unit) && number.ends_with(|letter: char| letter.is_ascii_digit()) =>
            {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// An item of a list: a dash, and its other lines under its first word.
pub(super) fn item(text: &str, width: usize) -> String {
    let lines = wrap(&clean(text), width, 4);
    format!("  - {}\n", lines.trim_start())
}

/// What others wrote, without what would move a cursor or set a colour.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|letter| if is_harmless(letter) { letter } else { '\u{fffd}' }).collect()
}

fn is_harmless(letter: char) -> bool {
    // Also those that turn the direction of reading: what is read must be what is there.
    let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !turns && (!letter.is_control() || matches!(letter, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_breaks_between_words_and_goes_on_under_its_margin() {
        let text = "10.244.1.3 does not answer 10.244.2.7: silence in three tries";
        insta::assert_snapshot!(format!("[{}]", wrap(text, 40, 8)), @r"
        [        10.244.1.3 does not answer
                10.244.2.7: silence in three
                tries]
        ");
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(
            wrap("it was silent in each of 3 tries of 10 s; then it answered", 36, 0).lines().next(),
            Some("it was silent in each of 3 tries of")
        );
    }

    #[test]
    fn a_message_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c\nd"), "a\u{fffd}[2Jb\u{fffd}c\nd");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_is_too_long(words in proptest::collection::vec("[a-z]{1,12}", 0..40), width in 0_usize..120) {
            let text = words.join(" ");
            let wrapped = wrap(&text, width, 3);
            prop_assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>(), words);
            prop_assert!(wrapped.lines().all(|line| line.len() <= width.max(NARROWEST + 3)));
        }
    }
}
