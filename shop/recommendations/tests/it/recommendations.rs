//! Lists: what is in them, why, and page by page.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use shop_api::v1::{
    Category, Event, EventKind, ListRecommendationsRequest, ListRecommendationsResponse, ListSimilarRequest,
    ReasonCode, RecordEventsRequest, Strategy as ListStrategy,
    feedback_service_client::FeedbackServiceClient,
    recommendation_service_client::RecommendationServiceClient,
};
use tokio::runtime::Handle;
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt;

use crate::server::Server;

async fn list(
    channel: &Channel,
    request: ListRecommendationsRequest,
) -> Result<ListRecommendationsResponse, Status> {
    let mut client = RecommendationServiceClient::new(channel.clone());
    client.list_recommendations(request).await.map(tonic::Response::into_inner)
}

fn ids(response: &ListRecommendationsResponse) -> Vec<i32> {
    response.items.iter().map(|item| item.book.as_ref().unwrap().id).collect()
}

fn fields(status: &Status) -> Vec<String> {
    let violations = status.get_details_bad_request().unwrap().field_violations;
    violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn a_visitor_without_history_gets_ten_popular_books() {
    let server = Server::start().await;
    let response = list(&server.channel, ListRecommendationsRequest::default()).await.unwrap();
    assert_eq!(response.items.len(), 10);
    assert_eq!(response.strategy(), ListStrategy::Popular);
    assert_eq!(response.model_version, "similarity-1");
    assert_eq!((response.as_of_seq, response.model_seq), (0, 0));
    assert!(response.generated_at.is_some());
    assert_eq!(response.recommendation_id.len(), 36);
    let ranks: Vec<_> = response.items.iter().map(|item| item.rank).collect();
    assert_eq!(ranks, (1..=10).collect::<Vec<_>>());
    for item in &response.items {
        let book = item.book.as_ref().unwrap();
        assert!(!book.title.is_empty() && !book.authors[0].name.is_empty());
        assert!(book.price.as_ref().unwrap().minor_units > 0);
        assert_eq!(item.reason.as_ref().unwrap().code(), ReasonCode::Popular);
    }
}

#[tokio::test]
async fn equal_requests_get_equal_answers() {
    let server = Server::start().await;
    let request = ListRecommendationsRequest { seed_item_ids: vec![1, 4], ..Default::default() };
    let first = list(&server.channel, request.clone()).await.unwrap();
    let second = list(&server.channel, request).await.unwrap();
    assert_eq!(first.items, second.items);
    assert_ne!(first.recommendation_id, second.recommendation_id);
}

#[tokio::test]
async fn a_category_is_kept_and_seeds_and_excluded_books_stay_away() {
    let server = Server::start().await;
    let request = ListRecommendationsRequest {
        category: Category::Mystery.into(),
        seed_item_ids: vec![1, -5, 1_000_000],
        exclude_item_ids: vec![2],
        page_size: 50,
        ..Default::default()
    };
    let response = list(&server.channel, request).await.unwrap();
    assert!(!response.items.is_empty());
    for item in &response.items {
        let book = item.book.as_ref().unwrap();
        assert_eq!(book.category(), Category::Mystery);
        assert!(![1, 2].contains(&book.id));
    }
}

#[tokio::test]
async fn the_reason_names_the_book_that_was_viewed() {
    let server = Server::start().await;
    let event = Event {
        event_id: "e".into(),
        user_id: "u".into(),
        item_id: 1,
        kind: EventKind::View.into(),
        ..Default::default()
    };
    let mut feedback = FeedbackServiceClient::new(server.channel.clone());
    let request = RecordEventsRequest { events: vec![event] };
    let last_seq = feedback.record_events(request).await.unwrap().into_inner().last_seq;
    let request = ListRecommendationsRequest { user_id: "u".into(), min_seq: last_seq, ..Default::default() };
    let response = list(&server.channel, request).await.unwrap();
    assert_eq!((response.as_of_seq, response.strategy()), (1, ListStrategy::Similar));
    let reason = response.items[0].reason.as_ref().unwrap();
    assert_eq!(reason.code(), ReasonCode::BecauseYouViewed);
    assert_eq!((reason.subject.as_str(), reason.subject_item_id), ("The Maltese Falcon", 1));
}

#[tokio::test]
async fn an_event_that_never_comes_is_not_awaited_for_long() {
    let server = Server::start().await;
    let request = ListRecommendationsRequest { min_seq: 99, ..Default::default() };
    let response = list(&server.channel, request).await.unwrap();
    assert_eq!((response.items.len(), response.as_of_seq), (10, 0));
}

#[tokio::test]
async fn similar_books_leave_the_book_itself_out() {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let request = ListSimilarRequest { item_id: 2, page_size: 50, ..Default::default() };
    let response = client.list_similar(request).await.unwrap().into_inner();
    assert_eq!((response.items.len(), response.strategy()), (50, ListStrategy::Similar));
    assert!(response.items.iter().all(|item| item.book.as_ref().unwrap().id != 2));
}

#[tokio::test]
async fn a_book_that_does_not_exist_has_no_similar_ones() {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let request = ListSimilarRequest { item_id: 1_000_000, ..Default::default() };
    let status = client.list_similar(request).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.get_details_resource_info().unwrap().resource_name, "1000000");
}

#[tokio::test]
async fn every_wrong_field_is_named_in_one_answer() {
    let server = Server::start().await;
    let request = ListRecommendationsRequest {
        user_id: "u".repeat(65),
        category: 99,
        seed_item_ids: vec![1; 51],
        exclude_item_ids: vec![1; 201],
        page_size: -1,
        page_token: "made up".into(),
        locale: "l".repeat(65),
        min_seq: 0,
    };
    let status = list(&server.channel, request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let expected =
        ["category", "user_id", "seed_item_ids", "exclude_item_ids", "locale", "page_size", "page_token"];
    assert_eq!(fields(&status), expected);
    assert!(status.get_details_request_info().is_some());
}

#[tokio::test]
async fn a_page_may_be_as_large_as_fifty() {
    let server = Server::start().await;
    let request = ListRecommendationsRequest { page_size: 10_000, ..Default::default() };
    assert_eq!(list(&server.channel, request).await.unwrap().items.len(), 50);
}

#[tokio::test]
async fn a_page_token_of_another_request_is_refused() {
    let server = Server::start().await;
    let first = list(&server.channel, ListRecommendationsRequest::default()).await.unwrap();
    let page_token = first.next_page_token;
    let other = ListRecommendationsRequest {
        category: Category::Poetry.into(),
        page_token: page_token.clone(),
        ..Default::default()
    };
    assert_eq!(fields(&list(&server.channel, other).await.unwrap_err()), ["page_token"]);
    let larger = ListRecommendationsRequest { page_token, page_size: 20, ..Default::default() };
    let next = list(&server.channel, larger).await.unwrap();
    assert_eq!(next.items[0].rank, 11);
}

/// Walks every page and returns the ids met.
async fn walk(channel: &Channel, request: &ListRecommendationsRequest) -> Vec<i32> {
    let mut request = request.clone();
    let mut met = Vec::new();
    loop {
        let page = list(channel, request.clone()).await.unwrap();
        met.extend(ids(&page));
        if page.next_page_token.is_empty() {
            return met;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_no_gaps_and_no_duplicates_and_come_back_the_same() {
    let server = Server::start().await;
    let channel = server.channel.clone();
    let request = (0..=13, prop::collection::vec(1..200, 0..4), prop::collection::vec(1..200, 0..20), 7..=50)
        .prop_map(|(category, seed_item_ids, exclude_item_ids, page_size)| ListRecommendationsRequest {
            category,
            seed_item_ids,
            exclude_item_ids,
            page_size,
            ..Default::default()
        });
    let handle = Handle::current();
    let check = move |request: ListRecommendationsRequest| {
        let paged = handle.block_on(walk(&channel, &request));
        let again = handle.block_on(walk(&channel, &request));
        prop_assert_eq!(&paged, &again);
        let whole =
            handle.block_on(walk(&channel, &ListRecommendationsRequest { page_size: 50, ..request.clone() }));
        prop_assert_eq!(&paged, &whole);
        let mut distinct = paged.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), paged.len());
        prop_assert!(!paged.iter().any(|id| request.exclude_item_ids.contains(id)));
        Ok(())
    };
    let run = move || TestRunner::new(Config::with_cases(12)).run(&request, check).unwrap();
    tokio::task::spawn_blocking(run).await.unwrap();
}
