use std::time::Duration;

use shop_catalog::Catalog;
use shop_service::{Tasks, metrics::Registry};
use tokio::time::timeout;

use super::*;
use crate::store::Location;

fn event(id: &str) -> Event {
    Event { event_id: id.to_owned(), user_id: "u".to_owned(), item_id: 1, kind: 1, ..Event::default() }
}

fn writer(queue_length: usize) -> (Ingest, IngestLoop, Arc<Shop>) {
    writer_of(queue_length, &Location::Memory)
}

fn writer_of(queue_length: usize, location: &Location) -> (Ingest, IngestLoop, Arc<Shop>) {
    let store = Arc::new(Store::open(location).unwrap());
    let shop = Arc::new(Shop::new(Served::new(Arc::clone(Catalog::embedded()))));
    let (ingest, ingest_loop) =
        ingest(queue_length, store, Arc::clone(&shop), Metrics::new(&Registry::new()));
    (ingest, ingest_loop, shop)
}

fn stored_ids(store: &Store) -> Vec<String> {
    let mut ids = Vec::new();
    store.replay(0, |_, event| ids.push(event.event_id)).unwrap();
    ids
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let (ingest, _not_running, _) = writer(1);
    let mut waiting = Box::pin(ingest.record(vec![event("a")]));
    assert!(timeout(Duration::ZERO, &mut waiting).await.is_err());
    assert_eq!(ingest.record(vec![event("b")]).await, Err(IngestError::Full));
}

#[tokio::test]
async fn a_request_given_up_while_it_waits_is_not_stored() {
    let (ingest, ingest_loop, _) = writer(2);
    let store = Arc::clone(&ingest_loop.store);
    assert!(timeout(Duration::ZERO, ingest.record(vec![event("given up")])).await.is_err());
    let tasks = Tasks::new();
    tasks.spawn("ingest", ingest_loop.run());
    let receipt = ingest.record(vec![event("kept")]).await.unwrap();
    assert_eq!(receipt, Receipt { last_seq: 1, duplicate_count: 0 });
    assert_eq!(stored_ids(&store), ["kept"]);
    tasks.stop().await;
}

#[tokio::test]
async fn the_model_knows_an_event_when_it_is_acknowledged() {
    let (ingest, ingest_loop, shop) = writer(2);
    let tasks = Tasks::new();
    tasks.spawn("ingest", ingest_loop.run());
    let receipt = ingest.record(vec![event("a"), event("b")]).await.unwrap();
    assert_eq!(shop.served().ask(shop_recommender::Recommender::as_of_seq), receipt.last_seq);
    tasks.stop().await;
}

#[tokio::test]
async fn another_catalogue_begins_with_every_event() {
    let (ingest, ingest_loop, shop) = writer(2);
    let tasks = Tasks::new();
    tasks.spawn("ingest", ingest_loop.run());
    ingest.record(vec![event("a"), event("b")]).await.unwrap();
    ingest.adopt(Served::new(Arc::clone(Catalog::embedded()))).await.unwrap();
    assert_eq!(shop.served().ask(shop_recommender::Recommender::as_of_seq), 2);
    tasks.stop().await;
}

#[tokio::test]
async fn a_writer_that_is_gone_fails_the_request() {
    let (ingest, ingest_loop, _) = writer(1);
    drop(ingest_loop);
    assert_eq!(ingest.record(vec![event("a")]).await, Err(IngestError::Failed));
}

#[tokio::test]
async fn a_log_that_fails_is_told_until_it_stores_again() {
    let directory = tempfile::tempdir().unwrap();
    let (data, away) = (directory.path().join("data"), directory.path().join("away"));
    let (ingest, ingest_loop, _) = writer_of(1, &Location::Directory(data.clone()));
    let (store, storing) = (Arc::clone(&ingest_loop.store), ingest_loop.storing());
    let tasks = Tasks::new();
    tasks.spawn("ingest", ingest_loop.run());
    ingest.record(vec![event("a")]).await.unwrap();
    assert!(*storing.borrow());

    store.close();
    std::fs::rename(&data, &away).unwrap();
    std::fs::write(&data, "no directory").unwrap();
    assert_eq!(ingest.record(vec![event("b")]).await, Err(IngestError::Failed));
    assert!(!*storing.borrow());

    std::fs::remove_file(&data).unwrap();
    std::fs::rename(&away, &data).unwrap();
    assert_eq!(ingest.record(vec![event("b")]).await.unwrap().last_seq, 2);
    assert!(*storing.borrow());
    tasks.stop().await;
}
