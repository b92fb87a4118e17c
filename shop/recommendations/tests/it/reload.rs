//! A catalogue file that changes while the server runs.

use std::{fs, path::Path, time::Duration};

use shop_api::v1::{
    Event, EventKind, ListBooksRequest, ListBooksResponse, ListRecommendationsRequest, RecordEventsRequest,
    catalog_service_client::CatalogServiceClient, feedback_service_client::FeedbackServiceClient,
    recommendation_service_client::RecommendationServiceClient,
};
use shop_catalog::parse::{COLUMNS, FORMAT_LINE};
use tokio::time::{sleep, timeout};
use tonic::Code;

use crate::server::{PATIENCE, Server};

/// Replaces the file as a whole, as a careful writer does.
fn write(path: &Path, titles: &[&str]) {
    let mut text = format!("{FORMAT_LINE}\n{}\n", COLUMNS.join("\t"));
    for (index, title) in titles.iter().enumerate() {
        let row = [&(index + 1).to_string(), *title, "Ann Author", "", "", "mystery", "", "", "Mice", ""];
        let cells =
            COLUMNS.iter().zip(row).map(|(column, cell)| if *column == "price" { "899" } else { cell });
        text += &cells.collect::<Vec<_>>().join("\t");
        text.push('\n');
    }
    replace(path, &text);
}

fn replace(path: &Path, text: &str) {
    let aside = path.with_extension("new");
    fs::write(&aside, text).unwrap();
    fs::rename(aside, path).unwrap();
}

async fn start(path: &Path) -> Server {
    Server::start_with(|config| {
        config.catalog = Some(path.to_owned());
        config.catalog_check = Duration::from_millis(5);
    })
    .await
}

async fn books(server: &Server, page_token: &str) -> Result<ListBooksResponse, tonic::Status> {
    let request = ListBooksRequest { page_size: 1, page_token: page_token.to_owned(), ..Default::default() };
    let mut client = CatalogServiceClient::new(server.channel.clone());
    client.list_books(request).await.map(tonic::Response::into_inner)
}

async fn until(mut condition: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !condition().await {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait).await.unwrap();
}

#[tokio::test]
async fn a_changed_file_replaces_the_books_and_keeps_what_was_learnt() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("catalogue.tsv");
    write(&path, &["One", "Two"]);
    let server = start(&path).await;
    let event = Event {
        event_id: "e".into(),
        user_id: "u".into(),
        item_id: 2,
        kind: EventKind::Purchase.into(),
        ..Default::default()
    };
    let mut feedback = FeedbackServiceClient::new(server.channel.clone());
    feedback.record_events(RecordEventsRequest { events: vec![event] }).await.unwrap();
    let old = books(&server, "").await.unwrap();
    assert_eq!(old.total_size, 2);

    write(&path, &["One", "Two", "Three"]);
    until(async || books(&server, "").await.unwrap().total_size == 3).await;

    let stale = books(&server, &old.next_page_token).await.unwrap_err();
    assert_eq!(stale.code(), Code::InvalidArgument);
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let request = ListRecommendationsRequest { user_id: "u".into(), ..Default::default() };
    let list = client.list_recommendations(request).await.unwrap().into_inner();
    assert_eq!(list.as_of_seq, 1);
    assert_eq!(list.items[0].reason.as_ref().unwrap().subject, "Two");
}

#[tokio::test]
async fn a_bad_file_is_refused_and_the_old_books_stay() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("catalogue.tsv");
    write(&path, &["One", "Two"]);
    let server = start(&path).await;
    replace(&path, "no catalogue at all");
    until(async || {
        server.registry.encode().contains("recommendations_catalog_reloads_total{result=\"failed\"} 1")
    })
    .await;
    assert_eq!(books(&server, "").await.unwrap().total_size, 2);

    write(&path, &["One"]);
    until(async || books(&server, "").await.unwrap().total_size == 1).await;
}
