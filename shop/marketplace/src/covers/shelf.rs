//! A shelf seen from the front: spines of different heights in the category's colours.

use std::fmt::Write;

use shop_catalog::Category;

use super::dice::Dice;
use super::palette;
use super::pen::{Pen, Stroke};

const WIDTH: i32 = 160;
const FLOOR: i32 = 56;

/// One path for each colour, a line of the board, and now and then a book that leans.
pub(super) fn spines(category: Category) -> String {
    let mut dice = Dice::of_number(category.number().unsigned_abs().into());
    let palettes = palette::of(category);
    let colours = [palettes[0].main, palettes[1].main, palettes[0].second, palettes[2].main];
    let mut paths = [const { String::new() }; 4];
    let mut bands = String::new();
    let (mut x, mut path) = (2, 0);
    while x < WIDTH - 14 {
        let (width, height) = (dice.between(7, 15), dice.between(32, 50));
        path = (path + dice.pick(&[1, 2, 3])) % colours.len();
        let _ = write!(paths[path], "M{x} {FLOOR}v-{height}h{width}v{height}z");
        if dice.coin() {
            let _ = write!(bands, "M{x} {}h{width}m0 5h-{width}", FLOOR - height + 7);
        }
        x += width + 1;
    }
    let mut pen = Pen::with_capacity(900);
    pen.raw(format_args!(r#"<svg class="spines" viewBox="0 0 {WIDTH} 60" aria-hidden="true">"#));
    for (colour, path) in colours.into_iter().zip(&paths) {
        pen.area(colour, path);
    }
    pen.line(Stroke::new(palettes[0].paper, 1.5), &bands);
    pen.line(Stroke::new("currentColor", 2.0), format_args!("M0 {}H{WIDTH}", FLOOR + 1));
    pen.raw(format_args!("</svg>"));
    pen.finish()
}
