//! What is asked and what is answered.

/// A question for books.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// Whose history counts; `None` or a user never heard of has none.
    pub user: Option<&'a str>,
    /// Only items of this category; `None` mixes all of them.
    pub category: Option<u8>,
    /// Items that led here, the latest first. They do not come back; unknown ones are passed over.
    pub seeds: &'a [u32],
    /// Items that must not come back; unknown ones are passed over.
    pub exclude: &'a [u32],
    /// The most items to answer with.
    pub limit: usize,
}

/// Items, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// At most the limit asked for; fewer only when no more items may be shown.
    pub items: Vec<Scored>,
    /// How the first item was found.
    pub strategy: Strategy,
    /// The last event that the answer takes into account; 0 before the first one.
    pub as_of_seq: u64,
    /// The last event that the model had learnt from; here always `as_of_seq`.
    pub model_seq: u64,
}

/// An item in an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The item's id.
    pub item: u32,
    /// Comparable within one answer only. What was found by likeness has 1 and its likeness (1 to 2); what fills
    /// the list has its share of popularity, from ½ to 1 in the category and from 0 to ½ outside it. An author
    /// put off stands further down than the score says.
    pub score: f64,
    /// Why it is in the list.
    pub reason: Reason,
}

/// Why an item is in an answer, in the words of `marketplace.recommendations.v1.ReasonCode`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The visitor looked at this item or bought it.
    BecauseYouViewed(u32),
    /// By the author of this item, which the query named.
    SameAuthor(u32),
    /// Shares this subject, their rarest, with this item, which the query named.
    SameSubject(String, u32),
    /// From the category of an item that the query named or the visitor looked at.
    SameCategory,
    /// Wanted often, in the category asked for.
    PopularInCategory,
    /// Wanted often.
    Popular,
    /// New in the catalogue; this model never says so.
    Newest,
}

/// How an answer was found, in the words of `marketplace.recommendations.v1.Strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// By likeness to the seeds, to the history or to the item asked about.
    Similar,
    /// By popularity in the category asked for.
    PopularInCategory,
    /// By popularity.
    Popular,
    /// By age in the catalogue; this model never does so.
    Newest,
    /// By a model that learnt from events; this model never does so.
    Model,
}
