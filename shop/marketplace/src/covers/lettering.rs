//! Sets a title so that it fits: estimated widths, balanced lines, an ellipsis at worst.

use std::ops::Range;

/// Words set in lines of one size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lettering {
    /// The lines, top to bottom; at least one.
    pub(super) lines: Vec<String>,
    /// Font size.
    pub(super) size: f32,
}

/// The room that words may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) most_lines: usize,
    pub(super) largest: f32,
    pub(super) smallest: f32,
}

/// Distance of baselines, in font sizes.
pub(super) const LEADING: f32 = 1.12;

impl Lettering {
    /// Height of all lines together.
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * LEADING
    }
}

/// Down to this size, a line of three letters or fewer is not left standing alone.
const SMALLEST_WITHOUT_ORPHANS: f32 = 16.0;

/// The largest setting of `text` that fits the room; at the smallest size, what does not fit is cut off with an
/// ellipsis.
pub(super) fn fit(text: &str, room: Room) -> Lettering {
    let words = Words::of(text);
    let mut size = room.largest;
    while size > room.smallest {
        let lines = words.wrapped(room.width / size);
        let fits = lines.len() <= room.most_lines
            && lines.len().max(1) as f32 * size * LEADING <= room.height
            && lines.iter().all(|line| line.width * size <= room.width)
            && !(size >= SMALLEST_WITHOUT_ORPHANS && has_orphan(&lines));
        if fits {
            return Lettering { lines: words.spelled(&words.balanced(lines, room.width / size)), size };
        }
        size -= 1.0;
    }
    let size = room.smallest;
    let lines = words.spelled(&words.wrapped(room.width / size));
    Lettering { lines: cut(lines, room, size), size }
}

/// Like [`fit`], but in one line when it can be, however small.
pub(super) fn fit_in_one_line(text: &str, room: Room) -> Lettering {
    let fits = width(text) * (room.smallest + 1.0) <= room.width;
    fit(text, Room { most_lines: if fits { 1 } else { room.most_lines }, ..room })
}

/// Words measured once, because many line breaks are tried.
struct Words<'a>(Vec<Word<'a>>);

struct Word<'a> {
    letters: &'a str,
    width: f32,
}

/// Some words in a row.
#[derive(Clone)]
struct Line {
    words: Range<usize>,
    width: f32,
    /// Letters and the spaces between them.
    length: usize,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let words = text.split_whitespace().map(|letters| Word { letters, width: width(letters) });
        Self(words.collect())
    }

    /// Breaks at spaces; a word wider than the line stands alone and is too wide.
    fn wrapped(&self, line_width: f32) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for (position, word) in self.0.iter().enumerate() {
            let length = word.letters.chars().count();
            match lines.last_mut() {
                Some(line) if line.width + SPACE + word.width <= line_width => {
                    line.words.end = position + 1;
                    line.width += SPACE + word.width;
                    line.length += 1 + length;
                }
                _ => lines.push(Line { words: position..position + 1, width: word.width, length }),
            }
        }
        lines
    }

    /// As many lines as `best` has, but as even as they can be.
    fn balanced(&self, mut best: Vec<Line>, line_width: f32) -> Vec<Line> {
        let mut narrower = line_width;
        while best.len() > 1 && narrower > line_width * 0.4 {
            narrower -= line_width * 0.04;
            let tried = self.wrapped(narrower);
            let still_fits = tried.iter().all(|line| line.width <= line_width);
            if tried.len() > best.len() || !still_fits || has_orphan(&tried) {
                break;
            }
            best = tried;
        }
        best
    }

    /// The lines as text; one empty line when there are no words.
    fn spelled(&self, lines: &[Line]) -> Vec<String> {
        let spell = |line: &Line| {
            let letters: Vec<&str> = self.0[line.words.clone()].iter().map(|word| word.letters).collect();
            letters.join(" ")
        };
        if lines.is_empty() { vec![String::new()] } else { lines.iter().map(spell).collect() }
    }
}

fn has_orphan(lines: &[Line]) -> bool {
    lines.len() > 1 && lines.iter().any(|line| line.length <= 3)
}

const SPACE: f32 = 0.26;

/// Estimated width of a line at font size 1, in a wide book face.
pub(super) fn width(line: &str) -> f32 {
    line.chars().map(glyph_width).sum()
}

fn glyph_width(glyph: char) -> f32 {
    match glyph {
        ' ' => SPACE,
        'i' | 'j' | 'l' | '\'' | '’' | '.' | ',' | ':' | ';' | '!' | '|' => 0.33,
        'f' | 'r' | 't' | 's' | 'I' | 'J' | '-' | '(' | ')' | '"' => 0.46,
        'm' => 0.93,
        'w' => 0.8,
        'M' | 'W' | '—' | '…' => 1.0,
        'A' | 'C' | 'D' | 'G' | 'H' | 'K' | 'N' | 'O' | 'Q' | 'R' | 'U' | 'V' | 'X' | 'Y' | '&' => 0.79,
        'a'..='z' => 0.58,
        '0'..='9' => 0.64,
        '\0'..='\u{7f}' => 0.69,
        '\u{80}'..='\u{24f}' => 0.66,
        _ => 1.0,
    }
}

fn cut(mut lines: Vec<String>, room: Room, size: f32) -> Vec<String> {
    let rows = rows(room, size);
    let something_is_left_out = lines.len() > rows;
    lines.truncate(rows);
    let last = lines.len() - 1;
    for (position, line) in lines.iter_mut().enumerate() {
        if width(line) * size > room.width || (something_is_left_out && position == last) {
            shorten(line, room.width / size);
        }
    }
    lines
}

fn rows(room: Room, size: f32) -> usize {
    let mut rows = 1;
    while rows < room.most_lines && (rows + 1) as f32 * size * LEADING <= room.height {
        rows += 1;
    }
    rows
}

fn shorten(line: &mut String, line_width: f32) {
    while width(line) + glyph_width('…') > line_width && line.pop().is_some() {}
    line.truncate(line.trim_end_matches([' ', ',', ';', ':']).len());
    line.push('…');
}

/// A title and what follows it in smaller type: `Walden` and `and On The Duty of Civil Disobedience`.
pub(super) fn title_and_subtitle(title: &str) -> (&str, Option<&str>) {
    let breaks = ["; ", ": ", ", and Other", ", and other", ", with Other", ", Or, ", ", or, "];
    let place = breaks.iter().filter_map(|separator| title.find(separator)).min();
    let Some(place) = place.filter(|&place| place > 2) else {
        return (title, None);
    };
    let rest = title[place..].trim_start_matches([';', ':', ',', ' ']);
    if rest.is_empty() { (title, None) } else { (&title[..place], Some(rest)) }
}
