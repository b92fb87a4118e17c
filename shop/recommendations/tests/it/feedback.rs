//! Events: refused, stored once, and still there after a restart.

use recommendations::Location;
use shop_api::v1::{
    Event, EventKind, ListRecommendationsRequest, RecordEventsRequest, RecordEventsResponse,
    feedback_service_client::FeedbackServiceClient,
    recommendation_service_client::RecommendationServiceClient,
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::server::Server;

fn event(id: &str) -> Event {
    Event {
        event_id: id.to_owned(),
        user_id: "u".to_owned(),
        item_id: 1,
        kind: EventKind::View.into(),
        ..Default::default()
    }
}

async fn record(server: &Server, events: Vec<Event>) -> Result<RecordEventsResponse, Status> {
    let mut client = FeedbackServiceClient::new(server.channel.clone());
    client.record_events(RecordEventsRequest { events }).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn events_are_counted_and_repetitions_are_said() {
    let server = Server::start().await;
    let first = record(&server, vec![event("a"), event("b")]).await.unwrap();
    assert_eq!((first.last_seq, first.duplicate_count), (2, 0));
    let again = record(&server, vec![event("b"), event("c")]).await.unwrap();
    assert_eq!((again.last_seq, again.duplicate_count), (3, 1));
}

#[tokio::test]
async fn every_wrong_field_of_every_event_is_named() {
    let server = Server::start().await;
    let wrong = Event { recommendation_id: "r".repeat(65), ..Event::default() };
    let status = record(&server, vec![event("a"), wrong]).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let violations = status.get_details_bad_request().unwrap().field_violations;
    let described: Vec<_> =
        violations.into_iter().map(|it| format!("{} {}", it.field, it.description)).collect();
    insta::assert_snapshot!(described.join("\n"), @r"
    events[1].event_id must be 1 to 64 bytes
    events[1].user_id must be 1 to 64 bytes
    events[1].recommendation_id must be at most 64 bytes, not 65
    events[1].item_id must be a book of the catalogue, not 0
    events[1].kind must be a kind of the contract, not 0
    ");
    // Nothing of a refused request is stored.
    assert_eq!(record(&server, vec![event("b")]).await.unwrap().last_seq, 1);
}

#[tokio::test]
async fn a_request_that_is_wrong_all_over_is_still_answered() {
    let server = Server::start().await;
    let status = record(&server, vec![Event::default(); 100]).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let violations = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(violations.last().unwrap().description, "has 370 more fields that are wrong");
}

#[tokio::test]
async fn no_event_and_too_many_events_are_refused() {
    let server = Server::start().await;
    for events in [vec![], (0..101).map(|number| event(&number.to_string())).collect()] {
        let status = record(&server, events).await.unwrap_err();
        assert_eq!(status.get_details_bad_request().unwrap().field_violations[0].field, "events");
    }
}

#[tokio::test]
async fn a_restarted_server_knows_what_visitors_did() {
    let directory = tempfile::tempdir().unwrap();
    let data = Location::Directory(directory.path().to_owned());
    let start = || Server::start_with(|config| config.data = data.clone());
    let server = start().await;
    record(&server, vec![event("a"), event("b")]).await.unwrap();
    server.stop().await;

    let server = start().await;
    let again = record(&server, vec![event("a")]).await.unwrap();
    assert_eq!((again.last_seq, again.duplicate_count), (2, 1));
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let request = ListRecommendationsRequest { user_id: "u".into(), ..Default::default() };
    let list = client.list_recommendations(request).await.unwrap().into_inner();
    assert_eq!(list.as_of_seq, 2);
    assert_eq!(list.items[0].reason.as_ref().unwrap().subject_item_id, 1);
}
