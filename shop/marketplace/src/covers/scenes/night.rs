//! Mystery and science fiction: the dark, and what is seen in it.

use std::fmt::Write;

use super::Stage;
use crate::covers::dice::Dice;
use crate::covers::palette::Palette;
use crate::covers::pen::{Pen, Stroke};

pub(super) fn keyhole(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    let (x, y) = (100 + dice.between(-30, 30), stage.middle() - 18);
    // Light falls through the hole on the floor.
    let (left, right) = (x - dice.between(60, 90), x + dice.between(60, 90));
    pen.area(
        colours.second,
        format_args!("M{} {}L{left} {}H{right}L{} {}z", x - 14, y + 20, stage.bottom, x + 14, y + 20),
    );
    pen.ring(Stroke::new(colours.second, 2.0), (x, y), 46);
    pen.disc(colours.ink, (x, y), 26);
    pen.area(colours.ink, format_args!("M{} {y}l-15 62h54l-15-62z", x - 12));
}

pub(super) fn windows(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.ink);
    pen.disc(colours.second, (dice.between(24, 176), stage.top + 26), 13);
    let (left, top) = (dice.between(20, 60), stage.top + 48);
    pen.rect(colours.main, (left, top), (120, stage.bottom - top));
    let mut rows = String::new();
    for y in (top + 22..stage.bottom - 8).step_by(30) {
        let _ = write!(rows, "M{} {y}h104", left + 12);
    }
    pen.line(Stroke::new(colours.ink, 17.0).dashed("12 16"), rows);
    let (column, row) = (dice.between(0, 3), dice.between(0, 2));
    pen.rect(colours.second, (left + 12 + 28 * column, top + 13 + 30 * row), (12, 18));
}

pub(super) fn lamp(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.ink);
    let (x, y) = (dice.between(56, 144), stage.top + 54);
    pen.area(colours.main, format_args!("M{x} {y}L{} {b}H{}z", x - 110, x + 110, b = stage.bottom));
    pen.area(colours.second, format_args!("M{x} {y}L{} {b}H{}z", x - 58, x + 58, b = stage.bottom));
    pen.line(Stroke::new(colours.paper, 3.0), format_args!("M{x} {}V{}", stage.top, y - 10));
    pen.area(colours.paper, format_args!("M{} {}q18-26 36 0z", x - 18, y + 2));
    // Somebody stands in it.
    let (feet, height) = (stage.bottom - 8, dice.between(40, 52));
    let shadow = x + dice.between(-20, 20);
    pen.area(colours.ink, format_args!("M{} {feet}l4-{height}h12l4 {height}z", shadow - 10));
    pen.disc(colours.ink, (shadow, feet - height - 6), 7);
}

pub(super) fn ringed_planet(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.ink);
    stars(pen, dice, colours.paper, stage, 26);
    let (x, y, tilt) = (dice.between(80, 120), stage.middle() + 4, dice.between(-28, 28));
    let radius = dice.between(38, 48);
    pen.disc(colours.second, (x, y), radius);
    let (far, near) = (radius + 34, radius / 3);
    pen.raw(format_args!(
        r#"<g transform="rotate({tilt} {x} {y})"><path fill="none" stroke="{}" stroke-width="5" d="M{} {}A{far} {near} 0 1 0 {} {}"/></g>"#,
        colours.paper,
        x - radius + 2,
        y - radius / 4,
        x + radius - 2,
        y - radius / 4,
    ));
    pen.disc(colours.main, (x - 78 * tilt.signum(), y - 52), 9);
}

pub(super) fn constellation(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    stars(pen, dice, colours.second, stage, 22);
    let (mut path, mut points) = (String::new(), String::new());
    for (step, x) in (22..190).step_by(26).enumerate() {
        let (x, y) = (x + dice.between(-7, 7), dice.between(stage.top + 24, stage.bottom - 30));
        let _ = write!(path, "{}{x} {y}", if step == 0 { 'M' } else { 'L' });
        let _ = write!(points, "M{x} {y}h0");
    }
    pen.line(Stroke::new(colours.paper, 1.0), path);
    pen.line(Stroke::new(colours.paper, 7.0).round(), points);
}

pub(super) fn eclipse(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.ink);
    let (x, y) = (100, stage.middle());
    for (radius, width) in [(72, 1.0), (62, 2.0), (52, 4.0)] {
        pen.ring(Stroke::new(colours.main, width), (x, y), radius);
    }
    pen.disc(colours.second, (x, y), 42);
    pen.disc(colours.ink, (x + dice.between(-12, 12), y - dice.between(6, 12)), 38);
    stars(pen, dice, colours.paper, stage, 12);
}

/// Points of light, as one path of lines without length.
fn stars(pen: &mut Pen, dice: &mut Dice, colour: &str, stage: Stage, count: u32) {
    let mut path = String::new();
    for _ in 0..count {
        let (x, y) = (dice.between(4, 196), dice.between(stage.top + 5, stage.bottom - 5));
        let _ = write!(path, "M{x} {y}h0");
    }
    pen.line(Stroke::new(colour, 1.8).round(), path);
}
