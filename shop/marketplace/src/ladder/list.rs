//! A list of recommended books as the storefront keeps it: ids of its own catalogue, and why.

use shop_api::v1;
use shop_catalog::{BookId, Catalog};

/// An ordered list of books that the catalogue holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Names the answer in feedback; empty for a curated list.
    pub recommendation_id: String,
    /// How the list was made, in words of the contract: `similar`, `popular`, … or `curated`.
    pub strategy: &'static str,
    /// The model that answered; empty for a curated list.
    pub model_version: String,
    /// Best first.
    pub books: Vec<Recommended>,
}

/// One book of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommended {
    /// Held by the catalogue that the list was made with.
    pub book: BookId,
    /// Absent when nobody said why.
    pub reason: Option<Reason>,
}

/// Why a book is in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What kind of reason it is.
    pub code: ReasonCode,
    /// The title, author or subject that the code speaks of. From the network: escape it.
    pub subject: String,
}

/// The reasons of the contract (`ReasonCode` in `recommendations.proto`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonCode {
    /// The visitor looked at the book named in the subject.
    BecauseYouViewed,
    /// By the author named in the subject.
    SameAuthor,
    /// About the subject.
    SameSubject,
    /// From the same shelf.
    SameCategory,
    /// Liked by many on this shelf.
    PopularInCategory,
    /// Liked by many.
    Popular,
    /// New in the catalogue.
    Newest,
}

impl ReasonCode {
    /// As in the JSON answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BecauseYouViewed => "because_you_viewed",
            Self::SameAuthor => "same_author",
            Self::SameSubject => "same_subject",
            Self::SameCategory => "same_category",
            Self::PopularInCategory => "popular_in_category",
            Self::Popular => "popular",
            Self::Newest => "newest",
        }
    }
}

impl List {
    /// Takes an answer of `ListRecommendations`; books that the catalogue does not hold are left out.
    pub fn from_recommendations(answer: v1::ListRecommendationsResponse, catalog: &Catalog) -> Self {
        Self {
            strategy: strategy(answer.strategy()),
            recommendation_id: answer.recommendation_id,
            model_version: answer.model_version,
            books: known(answer.items, catalog),
        }
    }

    /// Takes a reason away wherever it is given: it would not be true where the list is shown.
    pub fn forget_reason(&mut self, code: ReasonCode) {
        for listed in &mut self.books {
            listed.reason.take_if(|reason| reason.code == code);
        }
    }

    /// Takes an answer of `ListSimilar`; books that the catalogue does not hold are left out.
    pub fn from_similar(answer: v1::ListSimilarResponse, catalog: &Catalog) -> Self {
        Self {
            strategy: strategy(answer.strategy()),
            recommendation_id: answer.recommendation_id,
            model_version: answer.model_version,
            books: known(answer.items, catalog),
        }
    }
}

fn known(items: Vec<v1::Recommendation>, catalog: &Catalog) -> Vec<Recommended> {
    let known = |item: v1::Recommendation| {
        let id = BookId(u32::try_from(item.book?.id).ok()?);
        catalog.book(id)?;
        Some(Recommended { book: id, reason: item.reason.and_then(reason) })
    };
    items.into_iter().filter_map(known).collect()
}

fn reason(reason: v1::Reason) -> Option<Reason> {
    let code = match reason.code() {
        v1::ReasonCode::Unspecified => return None,
        v1::ReasonCode::BecauseYouViewed => ReasonCode::BecauseYouViewed,
        v1::ReasonCode::SameAuthor => ReasonCode::SameAuthor,
        v1::ReasonCode::SameSubject => ReasonCode::SameSubject,
        v1::ReasonCode::SameCategory => ReasonCode::SameCategory,
        v1::ReasonCode::PopularInCategory => ReasonCode::PopularInCategory,
        v1::ReasonCode::Popular => ReasonCode::Popular,
        v1::ReasonCode::Newest => ReasonCode::Newest,
    };
    Some(Reason { code, subject: reason.subject })
}

fn strategy(strategy: v1::Strategy) -> &'static str {
    match strategy {
        v1::Strategy::Unspecified => "unspecified",
        v1::Strategy::Model => "model",
        v1::Strategy::Similar => "similar",
        v1::Strategy::PopularInCategory => "popular_in_category",
        v1::Strategy::Popular => "popular",
        v1::Strategy::Newest => "newest",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn list_of(ids: &[u32]) -> List {
        let books = ids.iter().map(|id| Recommended { book: BookId(*id), reason: None }).collect();
        List { books, ..List::default() }
    }

    fn item(id: i32) -> v1::Recommendation {
        v1::Recommendation { book: Some(v1::Book { id, ..Default::default() }), ..Default::default() }
    }

    #[test]
    fn books_that_the_catalogue_does_not_hold_are_left_out() {
        let answer = v1::ListSimilarResponse {
            items: vec![item(2), item(0), item(-1), item(i32::MAX), item(1), v1::Recommendation::default()],
            ..Default::default()
        };
        let list = List::from_similar(answer, Catalog::embedded());
        let ids: Vec<u32> = list.books.iter().map(|listed| listed.book.0).collect();
        assert_eq!(ids, [2, 1]);
    }
}
