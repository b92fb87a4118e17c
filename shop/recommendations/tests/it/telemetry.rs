//! What the server tells its operators.

use std::collections::BTreeSet;

use shop_api::v1::{
    Event, EventKind, ListRecommendationsRequest, ListSimilarRequest, RecordEventsRequest,
    feedback_service_client::FeedbackServiceClient,
    recommendation_service_client::RecommendationServiceClient,
};

use crate::server::Server;

/// A server that has answered a little of everything.
async fn busy_server() -> Server {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    client.list_recommendations(ListRecommendationsRequest::default()).await.unwrap();
    client.list_similar(ListSimilarRequest { item_id: 1, ..Default::default() }).await.unwrap();
    client.list_similar(ListSimilarRequest { item_id: 1_000_000, ..Default::default() }).await.unwrap_err();
    let event = Event {
        event_id: "a-visitors-event".into(),
        user_id: "a-visitor".into(),
        item_id: 1,
        kind: EventKind::View.into(),
        ..Default::default()
    };
    let mut feedback = FeedbackServiceClient::new(server.channel.clone());
    feedback.record_events(RecordEventsRequest { events: vec![event.clone(), event] }).await.unwrap();
    server
}

#[tokio::test]
async fn metrics_have_the_promised_names() {
    let server = busy_server().await;
    let metrics = server.ops("/metrics").await;
    let families: BTreeSet<_> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    insta::assert_snapshot!(families.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn calls_lists_and_events_are_counted() {
    let server = busy_server().await;
    let metrics = server.registry.encode();
    for line in [
        "recommendations_requests_total{method=\"ListRecommendations\",strategy=\"popular\"} 1",
        "recommendations_requests_total{method=\"ListSimilar\",strategy=\"similar\"} 1",
        "recommendations_items_returned_sum{method=\"ListRecommendations\"} 10.0",
        "recommendations_store_events_total{outcome=\"stored\"} 1",
        "recommendations_store_events_total{outcome=\"duplicate\"} 1",
        "recommendations_store_last_seq 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in\n{metrics}");
    }
}

#[tokio::test]
async fn no_label_holds_what_a_visitor_sent() {
    let server = busy_server().await;
    let metrics = server.registry.encode();
    assert!(!metrics.contains("a-visitor"));
    assert!(!metrics.contains("1000000"));
}
