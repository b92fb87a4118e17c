//! Where picture, title, author and imprint go.

use askama::filters::{Escaper, Html};
use shop_catalog::{Book, Category};

use super::dice::Dice;
use super::lettering::{self, LEADING, Lettering, Room};
use super::palette::{self, Palette};
use super::pen::{Pen, Stroke};
use super::scenes::{self, Stage};
use super::{HEIGHT, WIDTH, patterns};

/// The ways in which a cover can be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Title on paper, a picture under it.
    PictureBelow,
    /// A picture, the title on paper under it.
    PictureAbove,
    /// Patterned paper with a label pasted on.
    Label,
    /// Patterned paper crossed by a broad band of paper.
    Band,
    /// Nothing but words and rules on one colour.
    Plain,
}

const PICTURED: &[Form] = &[
    Form::PictureBelow,
    Form::PictureBelow,
    Form::PictureAbove,
    Form::PictureAbove,
    Form::Band,
    Form::Label,
];
const BOUND: &[Form] =
    &[Form::Label, Form::Label, Form::Plain, Form::PictureBelow, Form::PictureAbove, Form::Band];

fn forms(category: Category) -> &'static [Form] {
    match category {
        Category::Classics | Category::Poetry | Category::Biography | Category::History => BOUND,
        _ => PICTURED,
    }
}

/// Words on a cover: where their column stands and how they are set.
struct Words<'a> {
    title: Lettering,
    subtitle: Option<Lettering>,
    author: Lettering,
    colour: &'a str,
    /// Left edge of the column, or its middle when centred.
    x: i32,
    centred: bool,
}

pub(super) fn cover(book: &Book) -> String {
    let mut dice = Dice::of(book);
    let palette = dice.pick(palette::of(book.category));
    let form = dice.pick(forms(book.category));
    let mut pen = Pen::with_capacity(2048);
    pen.raw(format_args!(
        r#"<svg class="cover" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Georgia,serif" aria-hidden="true">"#
    ));
    match form {
        Form::PictureBelow => picture_below(&mut pen, &mut dice, &palette, book),
        Form::PictureAbove => picture_above(&mut pen, &mut dice, &palette, book),
        Form::Label => label(&mut pen, &mut dice, &palette, book),
        Form::Band => band(&mut pen, &mut dice, &palette, book),
        Form::Plain => plain(&mut pen, &mut dice, &palette, book),
    }
    pen.raw(format_args!("</svg>"));
    pen.finish()
}

fn picture_below(pen: &mut Pen, dice: &mut Dice, palette: &Palette, book: &Book) {
    pen.rect(palette.paper, (0, 0), (WIDTH, HEIGHT));
    scenes::draw(book.category, pen, dice, palette, Stage { top: 132, bottom: HEIGHT });
    let words = Words::set(book, 160, 74, palette.ink, Side::Left(14));
    words.draw(pen, 14);
    imprint(pen, palette.paper, 286);
}

fn picture_above(pen: &mut Pen, dice: &mut Dice, palette: &Palette, book: &Book) {
    pen.rect(palette.paper, (0, 0), (WIDTH, HEIGHT));
    scenes::draw(book.category, pen, dice, palette, Stage { top: 0, bottom: 164 });
    // Some scenes reach below their stage.
    pen.rect(palette.paper, (0, 164), (WIDTH, HEIGHT - 164));
    let words = Words::set(book, 160, 72, palette.ink, Side::Left(14));
    words.draw(pen, 176);
    imprint(pen, palette.main, 288);
}

fn label(pen: &mut Pen, dice: &mut Dice, palette: &Palette, book: &Book) {
    patterns::draw(book.category, pen, dice, palette);
    let words = Words::set(book, 119, 92, palette.ink, Side::Middle);
    let height = words.height() + 32;
    let top = 40;
    pen.rect(palette.paper, (26, top), (148, height));
    pen.line(Stroke::new(palette.main, 1.5), format_args!("M30 {}h140v{h}h-140z", top + 4, h = height - 8));
    words.draw(pen, top + 14);
    imprint_on(pen, palette, 282);
}

fn band(pen: &mut Pen, dice: &mut Dice, palette: &Palette, book: &Book) {
    patterns::draw(book.category, pen, dice, palette);
    let words = Words::set(book, 160, 88, palette.ink, Side::Middle);
    let height = words.height() + 30;
    let top = 150 - height / 2;
    pen.rect(palette.paper, (-1, top), (WIDTH + 2, height));
    pen.line(Stroke::new(palette.second, 3.0), format_args!("M-1 {}h202m0 {}h-202", top + 5, height - 10));
    words.draw(pen, top + 13);
    imprint_on(pen, palette, 284);
}

fn plain(pen: &mut Pen, dice: &mut Dice, palette: &Palette, book: &Book) {
    let dark = dice.coin();
    let (ground, colour) = if dark { (palette.main, palette.paper) } else { (palette.paper, palette.ink) };
    pen.rect(ground, (0, 0), (WIDTH, HEIGHT));
    let words = Words::set(book, 152, 150, colour, Side::Middle);
    let top = 62;
    let low = top + words.height() + 22;
    pen.line(Stroke::new(palette.second, 2.0), format_args!("M18 {}h164M18 {}h164", top - 16, top - 12));
    pen.line(Stroke::new(palette.second, 2.0), format_args!("M18 {low}h164M18 {}h164", low + 4));
    words.draw(pen, top);
    let ornament = if dark { palette.second } else { palette.main };
    pen.area(ornament, format_args!("M100 {}l7 12-7 12-7-12zm-16 6l5 6-5 6-5-6zm32 0l5 6-5 6-5-6z", 256));
    imprint(pen, colour, 288);
}

/// The mark of the house: nine points in a row.
fn imprint(pen: &mut Pen, colour: &str, y: i32) {
    pen.line(Stroke::new(colour, 2.4).dashed("0 5").round(), format_args!("M80 {y}h41"));
}

/// The mark on a small tag, where the ground is a pattern.
fn imprint_on(pen: &mut Pen, palette: &Palette, y: i32) {
    pen.rect(palette.paper, (70, y - 6), (60, 12));
    imprint(pen, palette.ink, y);
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Left(i32),
    Middle,
}

impl<'a> Words<'a> {
    /// Sets the words in a column of `width`, the title in at most `height`.
    fn set(book: &Book, width: i32, height: i32, colour: &'a str, side: Side) -> Self {
        let (width, height) = (width as f32, height as f32);
        let (title, subtitle) = lettering::title_and_subtitle(&book.title);
        let for_title = if subtitle.is_some() { height * 0.7 } else { height };
        let title = lettering::fit(
            title,
            Room { width, height: for_title, most_lines: 5, largest: 34.0, smallest: 11.0 },
        );
        let subtitle = subtitle.map(|words| {
            let room = Room { width, height: height * 0.3, most_lines: 2, largest: 13.0, smallest: 10.0 };
            lettering::fit(words, room)
        });
        let room = Room { width, height: 30.0, most_lines: 2, largest: 14.0, smallest: 10.0 };
        let author = lettering::fit_in_one_line(&book.author.name, room);
        let (x, centred) = match side {
            Side::Left(x) => (x, false),
            Side::Middle => (WIDTH / 2, true),
        };
        Self { title, subtitle, author, colour, x, centred }
    }

    /// Height of all words, in whole units.
    fn height(&self) -> i32 {
        let subtitle = self.subtitle.as_ref().map_or(0.0, |subtitle| subtitle.height() + 3.0);
        rounded(self.title.height() + subtitle + 6.0 + self.author.height())
    }

    fn draw(&self, pen: &mut Pen, top: i32) {
        pen.raw(format_args!(r#"<g fill="{}""#, self.colour));
        if self.centred {
            pen.raw(format_args!(r#" text-anchor="middle""#));
        }
        pen.raw(format_args!(">"));
        let mut y = top as f32;
        y = self.lines(pen, &self.title, y, r#" font-weight="700""#);
        if let Some(subtitle) = &self.subtitle {
            y = self.lines(pen, subtitle, y + 3.0, r#" font-style="italic""#);
        }
        self.lines(pen, &self.author, y + 6.0, "");
        pen.raw(format_args!("</g>"));
    }

    /// Draws lines below `top` and returns where they end.
    fn lines(&self, pen: &mut Pen, words: &Lettering, top: f32, attributes: &str) -> f32 {
        pen.raw(format_args!(r#"<g font-size="{}"{attributes}>"#, words.size));
        let mut baseline = top + words.size * 0.86;
        for line in &words.lines {
            let y = rounded(baseline);
            pen.raw(format_args!(r#"<text x="{}" y="{y}">{}</text>"#, self.x, Escaped(line)));
            baseline += words.size * LEADING;
        }
        pen.raw(format_args!("</g>"));
        top + words.height()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates of a cover are small")]
fn rounded(length: f32) -> i32 {
    length.round() as i32
}

struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Html.write_escaped_str(formatter, self.0)
    }
}
