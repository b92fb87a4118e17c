//! Choices that look random and never change.

use shop_catalog::Book;

/// A sequence of numbers that depends on nothing but its seed (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Seeded by the book's id and title, so that two editions with one title differ.
    pub(super) fn of(book: &Book) -> Self {
        // FNV-1a: the seed only needs to differ where the input does.
        let hash = book.title.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(hash ^ u64::from(book.id.0).rotate_left(32))
    }

    pub(super) fn of_number(number: u64) -> Self {
        Self(number)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let choices = u64::from(high.abs_diff(low)) + 1;
        let step = i32::try_from(self.next() % choices).unwrap_or(0);
        low + step
    }

    pub(super) fn coin(&mut self) -> bool {
        self.next() & 1 == 0
    }

    /// One of a few.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let position = usize::try_from(self.next() % choices.len().max(1) as u64).unwrap_or(0);
        choices[position]
    }
}
