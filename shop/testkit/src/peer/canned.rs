//! What a peer answers when a test does not say otherwise.

use shop_api::v1::{
    Author, Book, Category, ListRecommendationsResponse, ListSimilarResponse, Money, Reason, ReasonCode,
    Recommendation, Strategy,
};

const BOOKS: [(i32, &str, &str); 3] = [
    (1, "The Maltese Falcon", "Dashiell Hammett"),
    (2, "Murder on the Orient Express", "Agatha Christie"),
    (3, "The Hound of the Baskervilles", "Arthur Conan Doyle"),
];

pub(super) fn three_mysteries() -> ListRecommendationsResponse {
    ListRecommendationsResponse {
        items: (1..).zip(BOOKS).map(|(rank, (id, title, author))| item(rank, id, title, author)).collect(),
        recommendation_id: "canned".to_owned(),
        strategy: Strategy::Popular.into(),
        model_version: "canned-1".to_owned(),
        ..Default::default()
    }
}

/// The same list in the other method's clothes.
pub(super) fn similar(answer: ListRecommendationsResponse) -> ListSimilarResponse {
    ListSimilarResponse {
        items: answer.items,
        next_page_token: answer.next_page_token,
        recommendation_id: answer.recommendation_id,
        strategy: answer.strategy,
        model_version: answer.model_version,
        generated_at: answer.generated_at,
    }
}

fn item(rank: i32, id: i32, title: &str, author: &str) -> Recommendation {
    Recommendation {
        book: Some(Book {
            id,
            title: title.to_owned(),
            authors: vec![Author { name: author.to_owned(), ..Default::default() }],
            category: Category::Mystery.into(),
            price: Some(Money { currency_code: "GBP".to_owned(), minor_units: 899 }),
            ..Default::default()
        }),
        rank,
        score: 1.0 / f64::from(rank),
        reason: Some(Reason { code: ReasonCode::Popular.into(), ..Default::default() }),
    }
}
