//! Pictures: what each shelf is about, in a few shapes.
//!
//! A scene fills the part of the cover that it is given, from edge to edge. It may reach above its top by a
//! little; words are drawn over it later.

use shop_catalog::Category;

use super::dice::Dice;
use super::palette::Palette;
use super::pen::Pen;

mod letters;
mod night;
mod people;
mod world;

/// The part of the cover that a scene fills, over its whole width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Stage {
    fn middle(self) -> i32 {
        i32::midpoint(self.top, self.bottom)
    }

    fn height(self) -> i32 {
        self.bottom - self.top
    }

    /// A ground of one colour.
    fn fill(self, pen: &mut Pen, colour: &str) {
        pen.rect(colour, (0, self.top), (super::WIDTH, self.height()));
    }
}

type Scene = fn(&mut Pen, &mut Dice, &Palette, Stage);

/// Draws one of the category's scenes.
pub(super) fn draw(category: Category, pen: &mut Pen, dice: &mut Dice, palette: &Palette, stage: Stage) {
    let scenes: &[Scene] = match category {
        Category::Mystery => &[night::keyhole, night::windows, night::lamp],
        Category::ScienceFiction => &[night::ringed_planet, night::constellation, night::eclipse],
        Category::SelfHelp => &[people::sunrise, people::stairs, people::ripples],
        Category::History => &[letters::temple, letters::shield, letters::arches],
        Category::Children => &[people::hills, people::kite, people::balloons],
        Category::Travel => &[world::contours, world::sail, world::road, world::compass],
        Category::Poetry => &[letters::rings, letters::waves_under_moon, letters::rose],
        Category::Biography => &[people::cameo, people::fingerprint, people::chair],
        Category::Humour => &[people::umbrella, people::bouncing_ball, people::bowler],
        Category::Classics => &[letters::arches, letters::medallion, letters::temple],
        Category::Science => &[world::orbits, world::spectrum, world::pendulum],
        Category::Nature => &[world::branch, world::firs, world::tree_rings],
        Category::Adventure => &[world::peaks, world::sail, world::route, world::compass],
    };
    dice.pick(scenes)(pen, dice, palette, stage);
}
