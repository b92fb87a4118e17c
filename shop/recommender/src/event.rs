//! What visitors do.

/// Something that a visitor did with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// Who did it; without history when empty.
    pub user: &'a str,
    /// The item's id.
    pub item: u32,
    /// What was done.
    pub kind: EventKind,
}

/// What was done with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Its page was opened.
    View,
    /// It was put into the cart.
    AddToCart,
    /// It was bought.
    Purchase,
}

impl EventKind {
    /// How much an event of this kind adds to an item's popularity.
    pub const fn popularity(self) -> f64 {
        match self {
            Self::View => 1.0,
            Self::AddToCart => 3.0,
            Self::Purchase => 5.0,
        }
    }

    /// How much an item in a visitor's history says about the visitor, against one that was only viewed.
    pub(crate) const fn interest(self) -> f32 {
        match self {
            Self::View => 1.0,
            Self::AddToCart => 1.5,
            Self::Purchase => 2.0,
        }
    }
}
