//! Self-help, children, biography and humour: the day, play, and faces.

use std::fmt::Write;

use super::Stage;
use crate::covers::dice::Dice;
use crate::covers::palette::Palette;
use crate::covers::pen::{Pen, Stroke};

pub(super) fn sunrise(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let y = stage.bottom - dice.between(0, 24);
    pen.ring(Stroke::new(colours.second, 74.0).dashed("10 11.3"), (100, y), 95);
    pen.disc(colours.main, (100, y), 46);
    pen.rect(colours.ink, (0, y), (200, stage.bottom - y + 1));
}

pub(super) fn stairs(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let rise = stage.height() / 7;
    let mut path = format!("M0 {}", stage.bottom);
    for _ in 0..5 {
        let _ = write!(path, "v-{rise}h40");
    }
    pen.area(colours.main, format_args!("{path}V{}z", stage.bottom));
    let step = dice.between(1, 4);
    let (x, y) = (20 + 40 * step, stage.bottom - rise * (step + 1) - 14);
    pen.disc(colours.second, (x, y), 14);
    pen.line(
        Stroke::new(colours.second, 2.0).dashed("1 6").round(),
        format_args!("M{} {}L{x} {y}", x - 60, y + rise + rise / 2),
    );
}

pub(super) fn ripples(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    let (x, y) = (dice.between(60, 140), stage.middle());
    for radius in [26, 46, 68, 92, 118] {
        pen.ring(Stroke::new(colours.paper, 1.5), (x, y), radius);
    }
    pen.disc(colours.second, (x, y), 12);
}

pub(super) fn hills(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (x, y) = (dice.between(40, 160), stage.top + 44);
    pen.ring(Stroke::new(colours.second, 9.0).dashed("4 7.4"), (x, y), 32);
    pen.disc(colours.second, (x, y), 22);
    let low = stage.bottom;
    let (first, second) = (dice.between(50, 80), dice.between(30, 60));
    pen.area(colours.main, format_args!("M0 {}q70-{first} 200 20V{low}H0z", low - 50));
    pen.area(colours.ink, format_args!("M0 {}q120 0 200-{second}V{low}H0z", low - 8));
    // A house on the near hill.
    let (x, y) = (dice.between(140, 160), low - second / 2 - 22);
    pen.area(colours.paper, format_args!("M{x} {}v-16l11-11 11 11v16z", y + 17));
}

pub(super) fn kite(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (x, y) = (dice.between(90, 140), stage.top + 14);
    pen.area(colours.main, format_args!("M{x} {y}l34 42-34 50z"));
    pen.area(colours.second, format_args!("M{x} {y}l-34 42 34 50z"));
    pen.line(Stroke::new(colours.ink, 1.5), format_args!("M{x} {y}v92M{} {}h68", x - 34, y + 42));
    let tail = format!("M{x} {}q-30 10-30 30t-40 30-30 {}", y + 92, stage.bottom - y - 140);
    pen.line(Stroke::new(colours.ink, 1.5), &tail);
    pen.line(Stroke::new(colours.second, 9.0).dashed("5 22"), &tail);
}

pub(super) fn balloons(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let hand = (dice.between(80, 120), stage.bottom);
    let places = [(50, 58), (104, 34), (152, 66)];
    let fills = [colours.second, colours.main, colours.ink];
    for ((x, y), fill) in places.into_iter().zip(fills) {
        let (x, y) = (x + dice.between(-8, 8), stage.top + y + dice.between(-6, 10));
        pen.line(
            Stroke::new(colours.ink, 1.0),
            format_args!("M{x} {}Q{x} {} {} {}", y + 30, y + 60, hand.0, hand.1),
        );
        pen.raw(format_args!(r#"<ellipse fill="{fill}" cx="{x}" cy="{y}" rx="25" ry="31"/>"#));
    }
}

pub(super) fn cameo(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let y = stage.middle();
    pen.raw(format_args!(r#"<ellipse fill="{}" cx="100" cy="{y}" rx="56" ry="70"/>"#, colours.main));
    pen.raw(format_args!(
        r#"<ellipse fill="none" stroke="{}" stroke-width="2" cx="100" cy="{y}" rx="62" ry="76"/>"#,
        colours.second,
    ));
    // A head in profile, its bun or its beard, and the shoulders.
    let side = if dice.coin() { 1 } else { -1 };
    pen.area(colours.paper, format_args!("M62 {}q4-28 38-30 34 2 38 30-16 18-38 18t-38-18z", y + 50));
    pen.rect(colours.paper, (92, y), (17, 26));
    pen.raw(format_args!(r#"<ellipse fill="{}" cx="100" cy="{}" rx="21" ry="25"/>"#, colours.paper, y - 16));
    if dice.coin() {
        pen.disc(colours.paper, (100 + side * 17, y - 34), 10);
    } else {
        pen.area(
            colours.paper,
            format_args!("M{} {}q0 26 {} 26l{}-26z", 100 - side * 20, y - 14, side * 16, side * 12),
        );
    }
    pen.area(colours.paper, format_args!("M{} {}l{} 12h{}z", 100 - side * 19, y - 22, -side * 9, side * 12));
}

pub(super) fn fingerprint(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, gap) = (stage.middle(), dice.between(4, 9));
    for step in 1..9 {
        let (colour, length) = (if step % 4 == 0 { colours.second } else { colours.main }, 30 + step * 9);
        pen.raw(format_args!(
            r#"<ellipse fill="none" stroke="{colour}" stroke-width="3.5" stroke-linecap="round" stroke-dasharray="{length} {gap}" cx="100" cy="{y}" rx="{}" ry="{}"/>"#,
            step * 7,
            step * 9,
        ));
    }
}

pub(super) fn chair(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let floor = stage.bottom - 26;
    pen.rect(colours.main, (0, floor), (200, stage.bottom - floor));
    let x = dice.between(56, 84);
    // An empty chair by a window.
    pen.rect(colours.second, (x + 40, stage.top + 16), (56, 64));
    pen.line(Stroke::new(colours.paper, 3.0), format_args!("M{} {}v64m-28-32h56", x + 68, stage.top + 16));
    pen.line(
        Stroke::new(colours.ink, 6.0).round(),
        format_args!("M{x} {}v88M{x} {}h50v44M{x} {}h0", floor - 84, floor - 40, floor - 66),
    );
}

pub(super) fn umbrella(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, tilt) = (stage.middle() + 4, dice.between(-24, 24));
    pen.raw(format_args!(r#"<g transform="rotate({tilt} 100 {y})">"#));
    pen.line(Stroke::new(colours.ink, 4.0).round(), format_args!("M100 {}v128q2 14 14 12t10-14", y - 72));
    pen.area(
        colours.main,
        format_args!("M36 {y}q0-62 64-62t64 62q-16-10-32 0-16-10-32 0-16-10-32 0-16-10-32 0z"),
    );
    pen.area(colours.second, format_args!("M68 {y}q2-46 32-62 30 16 32 62-16-10-32 0-16-10-32 0z"));
    pen.raw(format_args!("</g>"));
}

pub(super) fn bouncing_ball(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let floor = stage.bottom - 24;
    pen.rect(colours.main, (0, floor + 14), (200, stage.bottom - floor - 14));
    let (first, second) = (dice.between(150, 190), dice.between(90, 130));
    pen.line(
        Stroke::new(colours.ink, 2.5).dashed("1 7").round(),
        format_args!("M10 {floor}q34-{first} 68 0 22-{second} 50 0 14-70 34-58"),
    );
    pen.disc(colours.second, (166, floor - 62), 15);
}

pub(super) fn bowler(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.second);
    let (y, tilt) = (stage.middle(), dice.between(-12, 12));
    pen.raw(format_args!(
        r#"<g transform="rotate({tilt} 100 {y})"><path fill="{}" d="M62 {b}v-22q4-40 38-40t38 40v22zM44 {b}q56 14 112 0 4 12-14 14-42 8-84 0-18-2-14-14z"/><path fill="none" stroke="{}" stroke-width="7" d="M62 {}h76"/></g>"#,
        colours.ink,
        colours.main,
        y - 16,
        b = y - 10,
    ));
    pen.area(
        colours.ink,
        format_args!(
            "M100 {m}q-12-14-26-4-10 8-20 2 12 20 30 14 12-4 16-8 4 4 16 8 18 6 30-14-10 6-20-2-14-10-26 4z",
            m = y + 42
        ),
    );
}
