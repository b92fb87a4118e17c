//! Papers: patterns that cover the whole cover, under a pasted label.
//!
//! One thick, dashed line is a set of stripes; two of them crossing are lozenges; a dashed circle is a burst.

use std::fmt::Write;

use shop_catalog::Category;

use super::dice::Dice;
use super::palette::Palette;
use super::pen::{Pen, Stroke};
use super::{HEIGHT, WIDTH};

type Pattern = fn(&mut Pen, &mut Dice, &Palette);

/// Draws one of the patterns that suit the category.
pub(super) fn draw(category: Category, pen: &mut Pen, dice: &mut Dice, palette: &Palette) {
    let patterns: &[Pattern] = match category {
        Category::Mystery => &[rain, burst, stripes],
        Category::ScienceFiction => &[orbits, dots, burst],
        Category::SelfHelp => &[burst, waves, dots],
        Category::History => &[lozenges, stripes, seeds],
        Category::Children => &[dots, waves, lozenges],
        Category::Travel => &[waves, orbits, stripes],
        Category::Poetry => &[seeds, waves, rain],
        Category::Biography => &[stripes, seeds, lozenges],
        Category::Humour => &[lozenges, dots, burst],
        Category::Classics => &[seeds, lozenges, orbits],
        Category::Science => &[orbits, grid, dots],
        Category::Nature => &[seeds, rain, waves],
        Category::Adventure => &[waves, burst, lozenges],
    };
    pen.rect(palette.main, (0, 0), (WIDTH, HEIGHT));
    dice.pick(patterns)(pen, dice, palette);
}

fn stripes(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let slope = dice.between(-200, 200);
    let path = format!("M{} 0L{} 300", 100 - slope / 2, 100 + slope / 2);
    pen.line(Stroke::new(colours.second, 600.0).dashed(dice.pick(&["3 13", "8 16", "2 4 2 16"])), path);
}

fn lozenges(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let (slope, dash) = (dice.between(40, 90), dice.pick(&["12 12", "18 18", "1.5 16.5"]));
    for (colour, slope) in [(colours.ink, slope), (colours.second, -slope)] {
        let stroke = Stroke::new(colour, 600.0).dashed(dash);
        pen.raw(format_args!(
            r#"<path {stroke} stroke-opacity=".55" d="M{} 0L{} 300"/>"#,
            100 - slope,
            100 + slope
        ));
    }
}

fn rain(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let mut path = String::new();
    for x in (0..240).step_by(11) {
        let _ = write!(path, "M{} {}l-60 340", x + 20, -dice.between(0, 40));
    }
    pen.line(Stroke::new(colours.paper, 1.6).dashed("18 9 5 14"), path);
}

fn dots(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let (mut odd, mut even) = (String::new(), String::new());
    for (row, y) in (8..HEIGHT).step_by(18).enumerate() {
        let (path, x) = if row % 2 == 0 { (&mut even, 10) } else { (&mut odd, 0) };
        let _ = write!(path, "M{x} {y}h201");
    }
    let widths = dice.pick(&[(9.0, 4.0), (6.0, 6.0), (12.0, 3.0)]);
    pen.line(Stroke::new(colours.second, widths.0).dashed("0 20").round(), even);
    pen.line(Stroke::new(colours.paper, widths.1).dashed("0 20").round(), odd);
}

fn seeds(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    // Diagonals 20 apart, dashed once in each step of their grid.
    let (mut right, mut left) = (String::new(), String::new());
    for x in (-300..WIDTH).step_by(20) {
        let _ = write!(right, "M{x} 300l310-310");
        let _ = write!(left, "M{} 309l-320-320", x + 316);
    }
    let (bold, fine) = dice.pick(&[(6.0, 2.5), (4.0, 4.0), (8.0, 2.0)]);
    pen.line(Stroke::new(colours.second, bold).dashed("9 19.28").round(), right);
    pen.line(Stroke::new(colours.paper, fine).dashed("7 21.28").round(), left);
}

fn waves(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let (mut first, mut second) = (String::new(), String::new());
    let rise = dice.between(10, 26);
    for (row, y) in (0..HEIGHT + 10).step_by(15).enumerate() {
        let (path, x) = if row % 2 == 0 { (&mut first, 0) } else { (&mut second, -25) };
        let _ = write!(path, "M{x} {y}q25-{rise} 50 0t50 0 50 0 50 0 50 0");
    }
    pen.line(Stroke::new(colours.paper, 1.8), first);
    pen.line(Stroke::new(colours.second, 4.0), second);
}

fn burst(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let centre = (dice.between(60, 140), dice.between(228, 238));
    let dash = dice.pick(&["21.82 21.82", "14.54 14.55", "10.9 32.73"]);
    pen.ring(Stroke::new(colours.second, 500.0).dashed(dash), centre, 250);
    pen.disc(colours.paper, centre, 30);
    pen.disc(colours.main, centre, 22);
}

fn orbits(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    let centre = (dice.between(60, 140), dice.between(210, 260));
    for radius in (24..260).step_by(21) {
        pen.ring(Stroke::new(colours.paper, 1.2), centre, radius);
    }
    let reach = [45, 87, 129, 171];
    for (index, colour) in [colours.second, colours.paper, colours.second].into_iter().enumerate() {
        let side = if dice.coin() { 71 } else { -71 };
        let at = reach[index] * 71 / 100;
        pen.disc(colour, (centre.0 + reach[index] * side / 100, centre.1 - at), 9);
    }
    pen.disc(colours.second, centre, 14);
}

fn grid(pen: &mut Pen, dice: &mut Dice, colours: &Palette) {
    pen.line(Stroke::new(colours.paper, 600.0).dashed("1 19"), "M100 0V300");
    pen.line(Stroke::new(colours.paper, 600.0).dashed("1 19"), "M0 150H200");
    let mut squares = String::new();
    for _ in 0..9 {
        let _ =
            write!(squares, "M{} {}h19v19h-19z", 1 + 20 * dice.between(0, 9), 1 + 20 * dice.between(0, 14));
    }
    pen.area(colours.second, squares);
}
