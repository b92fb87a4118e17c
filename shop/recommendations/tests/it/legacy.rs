//! The first clients, which know neither packages nor pages.

use shop_api::legacy::{
    BookCategory, BookRecommendation, RecommendationRequest, recommendations_client::RecommendationsClient,
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::server::Server;

async fn recommend(
    server: &Server,
    category: i32,
    max_results: i32,
) -> Result<Vec<BookRecommendation>, Status> {
    let mut client = RecommendationsClient::new(server.channel.clone());
    let request = RecommendationRequest { user_id: 1, category, max_results };
    client.recommend(request).await.map(|response| response.into_inner().recommendations)
}

#[tokio::test]
async fn old_clients_get_the_books_they_know() {
    let server = Server::start().await;
    let mut titles = Vec::new();
    for category in [BookCategory::Mystery, BookCategory::ScienceFiction, BookCategory::SelfHelp] {
        for book in recommend(&server, category.into(), 3).await.unwrap() {
            titles.push(format!("{} {}", book.id, book.title));
        }
    }
    insta::assert_snapshot!(titles.join("\n"), @r"
    1 The Maltese Falcon
    2 Murder on the Orient Express
    3 The Hound of the Baskervilles
    4 The Hitchhiker's Guide to the Galaxy
    5 Ender's Game
    6 The Dune Chronicles
    7 The 7 Habits of Highly Effective People
    8 How to Win Friends and Influence People
    9 Man's Search for Meaning
    ");
}

#[tokio::test]
async fn nothing_is_asked_for_and_nothing_comes() {
    let server = Server::start().await;
    assert_eq!(recommend(&server, 0, 0).await.unwrap(), []);
}

#[tokio::test]
async fn more_than_there_is_gives_all_there_is() {
    let server = Server::start().await;
    let all = recommend(&server, 0, i32::MAX).await.unwrap();
    assert!(all.len() > 3);
    assert_eq!(recommend(&server, 0, i32::MAX).await.unwrap(), all);
}

#[tokio::test]
async fn a_negative_number_is_refused() {
    let server = Server::start().await;
    let status = recommend(&server, 0, -1).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.get_details_bad_request().unwrap().field_violations[0].field, "max_results");
}

#[tokio::test]
async fn a_category_of_later_days_is_not_found() {
    let server = Server::start().await;
    let status = recommend(&server, 3, 3).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.get_details_resource_info().unwrap().resource_type, "category");
}
