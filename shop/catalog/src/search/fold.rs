//! Words without case and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, folded. An apostrophe does not part a word; all else that is no letter or digit does.
pub(super) fn words(text: &str) -> Vec<String> {
    // Most text needs no decomposition, and that is what takes the time.
    if text.is_ascii() {
        words_of(text.chars())
    } else {
        words_of(text.nfkd().filter(|&c| !is_combining_mark(c)))
    }
}

fn words_of(chars: impl Iterator<Item = char>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in chars.filter(|&c| !is_apostrophe(c)) {
        if c.is_alphanumeric() {
            fold_into(&mut word, c);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// `hg` for "H. G. Wells", because that is how people type it. Single initials are words already.
pub(super) fn joined_initials(name: &str) -> Vec<String> {
    let initials: Vec<String> =
        words(name).into_iter().take_while(|word| word.chars().count() == 1).collect();
    if initials.len() < 2 { Vec::new() } else { vec![initials.concat()] }
}

/// Lower case; letters that Unicode does not decompose are written as a keyboard without them would.
fn fold_into(word: &mut String, c: char) {
    match c {
        'ß' | 'ẞ' => word.push_str("ss"),
        'æ' | 'Æ' => word.push_str("ae"),
        'œ' | 'Œ' => word.push_str("oe"),
        'þ' | 'Þ' => word.push_str("th"),
        'ø' | 'Ø' => word.push('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => word.push('d'),
        'ł' | 'Ł' => word.push('l'),
        'ı' => word.push('i'),
        _ => word.extend(c.to_lowercase().filter(|&c| !is_combining_mark(c))),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ')
}

#[cfg(test)]
mod tests {
    use super::{joined_initials, words};

    #[test]
    fn words_lose_case_accents_and_apostrophes() {
        assert_eq!(words("Émile Gaboriau’s “Œuvre”"), ["emile", "gaboriaus", "oeuvre"]);
        assert_eq!(words("Twenty-Thousand $30,000"), ["twenty", "thousand", "30", "000"]);
        assert_eq!(words("Smørrebrød, Łódź, Straße"), ["smorrebrod", "lodz", "strasse"]);
        assert_eq!(words(" … "), [""; 0]);
    }

    #[test]
    fn initials_are_one_word_too() {
        assert_eq!(joined_initials("H. G. Wells"), ["hg"]);
        assert_eq!(joined_initials("L. Frank Baum"), [""; 0]);
        assert_eq!(joined_initials("Plato"), [""; 0]);
    }
}
