//! Travel, adventure, science and nature: maps, water, laws, leaves.

use std::fmt::Write;

use super::Stage;
use crate::covers::dice::Dice;
use crate::covers::palette::Palette;
use crate::covers::pen::{Pen, Stroke};

/// Eight directions, in hundredths.
const COMPASS: [(i32, i32); 8] =
    [(100, 0), (71, 71), (0, 100), (-71, 71), (-100, 0), (-71, -71), (0, -100), (71, -71)];

pub(super) fn contours(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    let (x, y) = (dice.between(70, 130), stage.middle());
    let shape: Vec<i32> = COMPASS.iter().map(|_| dice.between(75, 130)).collect();
    for radius in [14, 30, 46, 62, 80, 100] {
        let mut path = String::new();
        for step in 0..=COMPASS.len() {
            let (this, next) = (step % COMPASS.len(), (step + 1) % COMPASS.len());
            let at = |direction: usize| {
                let reach = radius * shape[direction] / 100;
                (x + COMPASS[direction].0 * reach / 100, y + COMPASS[direction].1 * reach / 130)
            };
            // Corners become control points, the middles between them the curve's points.
            let (corner, after) = (at(this), at(next));
            let middle = (i32::midpoint(corner.0, after.0), i32::midpoint(corner.1, after.1));
            let _ = match step {
                0 => write!(path, "M{} {}", middle.0, middle.1),
                _ => write!(path, "Q{} {} {} {}", corner.0, corner.1, middle.0, middle.1),
            };
        }
        pen.line(Stroke::new(colours.paper, 1.3), path);
    }
    pen.area(colours.second, format_args!("M{x} {y}l-9-20a10 10 0 1 1 18 0z"));
}

pub(super) fn sail(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let sea = stage.bottom - 46;
    pen.disc(colours.second, (dice.between(36, 76), stage.top + 48), 24);
    let x = dice.between(104, 132);
    pen.area(colours.paper, format_args!("M{x} {}v66h-34z", sea - 86));
    pen.area(
        colours.main,
        format_args!("M{} {}v78h-40zM{} {}q32 24 36 58h-36z", x - 3, sea - 92, x + 3, sea - 84),
    );
    pen.area(colours.ink, format_args!("M{} {}h92l-16 20h-60z", x - 50, sea - 10));
    pen.rect(colours.main, (0, sea + 6), (200, stage.bottom - sea - 6));
    for (row, y) in (sea + 14..stage.bottom).step_by(11).enumerate() {
        let start = if row % 2 == 0 { -20 } else { 2 };
        pen.line(
            Stroke::new(colours.paper, 1.6),
            format_args!("M{start} {y}q12-8 24 0t24 0 24 0 24 0 24 0 24 0 24 0 24 0 24 0"),
        );
    }
}

pub(super) fn road(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (horizon, low) = (stage.top + stage.height() * 2 / 5, stage.bottom);
    pen.disc(colours.second, (dice.between(50, 150), horizon), 30);
    pen.rect(colours.main, (0, horizon), (200, low - horizon));
    let bend = dice.between(-60, 60);
    let end = 100 + bend / 2;
    pen.area(
        colours.ink,
        format_args!(
            "M60 {low}Q{} {} {} {horizon}h5Q{} {} 150 {low}z",
            100 + bend,
            horizon + 30,
            end - 2,
            120 + bend,
            horizon + 34
        ),
    );
    pen.line(
        Stroke::new(colours.paper, 2.0).dashed("9 8"),
        format_args!("M105 {low}Q{} {} {end} {horizon}", 110 + bend, horizon + 32),
    );
}

pub(super) fn route(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.second);
    let (top, low) = (stage.top, stage.bottom);
    let (left, right) = (dice.between(30, 70), dice.between(120, 160));
    pen.area(colours.paper, format_args!("M{left} {}q40-36 80-14t50 30-26 52-70 20-66-22 6-66z", top + 46));
    pen.line(
        Stroke::new(colours.main, 3.0).dashed("8 7"),
        format_args!("M-6 {}q60-6 76-40t{} {}", low - 18, right - 80, -(low - top) / 3),
    );
    let cross = (right - 8, low - 58 - (low - top) / 3);
    pen.line(
        Stroke::new(colours.ink, 5.0).round(),
        format_args!("M{} {}l16 16m0-16l-16 16", cross.0 - 8, cross.1 - 8),
    );
    pen.ring(Stroke::new(colours.ink, 1.5), (168, low - 32), 18);
    pen.area(colours.ink, format_args!("M168 {}l6 26-6 26-6-26z", low - 58));
}

pub(super) fn compass(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    let (y, turn) = (stage.middle(), dice.between(-40, 40));
    pen.ring(Stroke::new(colours.second, 8.0).dashed("1 7.38"), (100, y), 64);
    pen.raw(format_args!(r#"<g transform="rotate({turn} 100 {y})">"#));
    pen.area(colours.second, format_args!("M100 {y}l-36-36 24 36-24 36zl36 36-24-36 24-36z"));
    pen.area(colours.paper, format_args!("M100 {}l11 47 47 11-47 11-11 47-11-47-47-11 47-11z", y - 58));
    pen.area(
        colours.ink,
        format_args!(
            "M100 {}l11 47-11 11zM158 {y}l-47 11-11-11zM100 {}l-11-47 11-11zM42 {y}l47-11 11 11z",
            y - 58,
            y + 58
        ),
    );
    pen.raw(format_args!("</g>"));
}

pub(super) fn peaks(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (low, sun) = (stage.bottom, dice.between(40, 160));
    pen.disc(colours.second, (sun, stage.top + 44), 26);
    let (x, top) = (dice.between(60, 130), stage.top + 34);
    pen.area(colours.main, format_args!("M-20 {low}L{x} {top}L{} {low}z", x + 130));
    pen.area(colours.paper, format_args!("M{x} {top}l-20 33 10-7 9 10 11-12 12 8z"));
    pen.area(colours.ink, format_args!("M0 {low}v-34l40-30 44 44 52-62 64 58V{low}z"));
}

pub(super) fn orbits(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, turn) = (stage.middle(), dice.between(0, 59));
    for third in 0..3 {
        pen.raw(format_args!(
            r#"<ellipse fill="none" stroke="{}" stroke-width="2.5" cx="100" cy="{y}" rx="72" ry="25" transform="rotate({} 100 {y})"/>"#,
            colours.main,
            turn + third * 60,
        ));
    }
    pen.disc(colours.second, (100, y), 14);
    pen.raw(format_args!(
        r#"<circle fill="{}" cx="172" cy="{y}" r="7" transform="rotate({turn} 100 {y})"/>"#,
        colours.ink
    ));
}

pub(super) fn spectrum(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    for (colour, count, width) in [(colours.paper, 9, 1.2), (colours.second, 4, 4.0), (colours.ink, 3, 9.0)] {
        let mut lines = String::new();
        for _ in 0..count {
            let _ = write!(lines, "M{} {}V{}", dice.between(10, 190), stage.top, stage.bottom);
        }
        pen.line(Stroke::new(colour, width), lines);
    }
    pen.line(
        Stroke::new(colours.paper, 3.0),
        format_args!("M-8 {}q27-{h} 54 0t54 0 54 0 54 0", stage.middle(), h = dice.between(60, 110)),
    );
}

pub(super) fn pendulum(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (top, swing) = (stage.top, dice.between(24, 40));
    let length = stage.height() - 42;
    for (part, colour, width) in [(-4, colours.main, 1.0), (-2, colours.main, 1.5), (4, colours.ink, 2.5)] {
        let x = 100 + swing * part / 2;
        let y = top + length - part.abs() * 5;
        pen.line(Stroke::new(colour, width), format_args!("M100 {top}L{x} {y}"));
        pen.disc(if part == 4 { colours.second } else { colours.main }, (x, y), 12 + part.abs());
    }
    pen.line(
        Stroke::new(colours.ink, 1.5).dashed("1 6").round(),
        format_args!("M20 {y}q80 44 160 0", y = top + length),
    );
}

pub(super) fn branch(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (low, lean) = (stage.bottom + 6, dice.between(-16, 16));
    pen.line(
        Stroke::new(colours.ink, 2.5),
        format_args!("M100 {low}q{lean}-{} 0-{}", stage.height() / 2, stage.height() - 12),
    );
    let (mut left, mut right) = (String::new(), String::new());
    for step in 0..5 {
        let y = low - 16 - step * (stage.height() - 34) / 5;
        let size = 58 - step * 7;
        let x = 100 + lean * step * (5 - step) / 14;
        let _ = write!(
            left,
            "M{x} {y}q-{}-{} -{size}-{} {} {} {size} {}z",
            size / 5,
            size * 3 / 4,
            size * 3 / 5,
            size / 3,
            size * 3 / 5,
            size * 3 / 5
        );
        let _ = write!(
            right,
            "M{x} {}q{}-{} {size}-{}-{} {}-{size} {}z",
            y - 12,
            size / 5,
            size * 3 / 4,
            size * 3 / 5,
            size / 3,
            size * 3 / 5,
            size * 3 / 5
        );
    }
    pen.area(colours.main, left);
    pen.area(if dice.coin() { colours.second } else { colours.main }, right);
}

pub(super) fn firs(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let low = stage.bottom;
    pen.disc(colours.second, (dice.between(40, 160), stage.top + 44), 26);
    for (colour, base, height) in [(colours.main, low - 24, 74), (colours.ink, low, 60)] {
        let mut path = format!("M-10 {low}");
        for column in 0..6 {
            let (x, top) = (-10 + column * 37, base - height - dice.between(0, 22));
            let _ = write!(path, "L{x} {base}L{} {top}L{} {base}", x + 18, x + 37);
        }
        pen.area(colour, format_args!("{path}V{low}z"));
    }
}

pub(super) fn tree_rings(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.second);
    let (mut x, mut y, turn) = (100, stage.middle(), dice.between(0, 180));
    pen.raw(format_args!(
        r#"<ellipse fill="{}" cx="{x}" cy="{y}" rx="94" ry="80" transform="rotate({turn} {x} {y})"/>"#,
        colours.main
    ));
    for radius in [68, 58, 44, 36, 24, 12] {
        x += dice.between(-2, 3);
        y += dice.between(-2, 2);
        pen.raw(format_args!(
            r#"<ellipse fill="none" stroke="{}" stroke-width="1.6" cx="{x}" cy="{y}" rx="{}" ry="{radius}" transform="rotate({turn} {x} {y})"/>"#,
            colours.paper,
            radius + 8,
        ));
    }
}
