//! History, classics and poetry: stone, ornament, and the moon.

use std::fmt::Write;

use super::Stage;
use crate::covers::dice::Dice;
use crate::covers::palette::Palette;
use crate::covers::pen::{Pen, Stroke};

pub(super) fn temple(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (top, bottom) = (stage.top + 56, stage.bottom - 22);
    pen.disc(colours.second, (dice.between(60, 140), stage.top + 42), 34);
    pen.area(colours.main, format_args!("M24 {top}l76-38 76 38v10H24z"));
    let (middle, height) = (i32::midpoint(top + 16, bottom), bottom - top - 16);
    pen.line(Stroke::new(colours.main, height as f32).dashed("14 18"), format_args!("M29 {middle}h142"));
    pen.area(colours.ink, format_args!("M20 {bottom}h160v8h12V{b}H8v-14h12z", b = stage.bottom));
}

pub(super) fn shield(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let y = stage.top + 14;
    pen.area(colours.main, format_args!("M48 {y}h104v56q-2 54-52 74-50-20-52-74z"));
    if dice.coin() {
        pen.area(colours.second, format_args!("M48 {y}h52v64h-52zM100 {}h51q-7 48-51 66z", y + 64));
    } else {
        pen.area(colours.second, format_args!("M48 {}l104-52v30l-104 52z", y + 62));
    }
    let mut studs = String::new();
    for x in [64, 88, 112, 136] {
        let _ = write!(studs, "M{x} {}h0", y + 14);
    }
    pen.line(Stroke::new(colours.paper, 7.0).round(), studs);
    pen.line(Stroke::new(colours.ink, 2.0), format_args!("M42 {}h116v62q-2 58-58 81-56-23-58-81z", y - 6));
}

pub(super) fn arches(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    let sun = dice.between(0, 2);
    for column in 0..3 {
        let (x, low) = (16 + column * 58, stage.bottom);
        let rise = stage.height() - 62;
        pen.area(colours.paper, format_args!("M{x} {low}v-{rise}a26 26 0 0 1 52 0v{rise}z"));
        if column == sun {
            pen.disc(colours.second, (x + 26, low - rise + 6), 15);
        }
        pen.area(colours.ink, format_args!("M{x} {low}v-{}q26-{} 52 0v22z", 22, dice.between(4, 26)));
    }
    pen.line(Stroke::new(colours.second, 3.0), format_args!("M0 {}h200", stage.top + 14));
}

pub(super) fn medallion(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, rays) = (stage.middle(), dice.pick(&["6 10.49", "3 6.42", "10 15.13"]));
    pen.ring(Stroke::new(colours.main, 26.0).dashed(rays), (100, y), 60);
    pen.ring(Stroke::new(colours.second, 3.0), (100, y), 42);
    pen.disc(colours.main, (100, y), 34);
    pen.area(colours.paper, format_args!("M100 {}l8 18 18 8-18 8-8 18-8-18-18-8 18-8z", y - 26));
}

pub(super) fn rings(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, reach) = (stage.middle(), dice.between(20, 30));
    for (dx, dy) in [(0, -10), (9, -5), (9, 5), (0, 10), (-9, 5), (-9, -5)] {
        let centre = (100 + dx * reach / 10, y + dy * reach / 10);
        pen.ring(Stroke::new(colours.main, 2.5), centre, 40);
    }
    pen.disc(colours.second, (100, y), 12);
}

pub(super) fn waves_under_moon(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    stage.fill(pen, colours.main);
    pen.disc(colours.second, (dice.between(50, 150), stage.top + 46), 24);
    for (row, y) in (stage.top + 92..stage.bottom + 10).step_by(15).enumerate() {
        let start = if row % 2 == 0 { -30 } else { -5 };
        pen.line(
            Stroke::new(colours.paper, 2.0),
            format_args!("M{start} {y}q25-16 50 0t50 0 50 0 50 0 50 0"),
        );
    }
}

pub(super) fn rose(pen: &mut Pen, dice: &mut Dice, colours: &Palette, stage: Stage) {
    let (y, petals) = (stage.middle(), dice.between(5, 8));
    for petal in 0..petals {
        let fill = if petal % 2 == 0 { colours.main } else { colours.second };
        pen.raw(format_args!(
            r#"<ellipse fill="{fill}" opacity=".8" cx="100" cy="{}" rx="17" ry="33" transform="rotate({} 100 {y})"/>"#,
            y - 34,
            360 * petal / petals,
        ));
    }
    pen.disc(colours.ink, (100, y), 9);
}
