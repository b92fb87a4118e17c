use super::*;

fn event(id: &str) -> Event {
    Event { event_id: id.to_owned(), user_id: "u".to_owned(), item_id: 1, kind: 1, ..Event::default() }
}

fn replayed(store: &Store, after: u64) -> Vec<(u64, String)> {
    let mut events = Vec::new();
    store.replay(after, |seq, event| events.push((seq, event.event_id))).unwrap();
    events
}

#[test]
fn events_come_back_in_order_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().join("made/on/demand"));
    {
        let store = Store::open(&location).unwrap();
        assert_eq!(replayed(&store, 0), []);
        store.append(vec![vec![event("a"), event("b")], vec![event("c")]]).unwrap();
    }
    let store = Store::open(&location).unwrap();
    assert_eq!(replayed(&store, 0), [(1, "a".into()), (2, "b".into()), (3, "c".into())]);
    assert_eq!(replayed(&store, 2), [(3, "c".into())]);
    assert_eq!(replayed(&store, u64::MAX), []);
}

#[test]
fn an_event_is_stored_once_however_often_it_is_sent() {
    let store = Store::open(&Location::Memory).unwrap();
    let first = store.append(vec![vec![event("a"), event("a")], vec![event("b"), event("a")]]).unwrap();
    assert_eq!(
        first.receipts,
        [Receipt { last_seq: 1, duplicate_count: 1 }, Receipt { last_seq: 2, duplicate_count: 1 }]
    );
    let again = store.append(vec![vec![event("a")]]).unwrap();
    assert_eq!(again.fresh, []);
    assert_eq!(again.receipts, [Receipt { last_seq: 2, duplicate_count: 1 }]);
    assert_eq!(replayed(&store, 0).len(), 2);
}

#[test]
fn a_log_that_another_process_holds_is_refused_by_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let _holder = Store::open(&location).unwrap();
    let Err(error) = Store::open(&location) else { panic!("opened twice") };
    let file = directory.path().join(FILE_NAME);
    assert_eq!(error.to_string(), format!("the event log `{}` is in use by another process", file.display()));
    assert!(error.hint().starts_with("hint: stop the other process"));
}

#[test]
fn a_directory_that_cannot_be_made_is_refused_by_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let Err(error) = Store::open(&Location::Directory(file.join("data"))) else { panic!("opened") };
    assert!(error.to_string().contains(&file.join("data").display().to_string()), "{error}");
}

#[test]
fn a_file_that_is_no_log_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE_NAME);
    fs::write(&file, "not a database, but somebody's only copy of it").unwrap();
    assert!(Store::open(&Location::Directory(directory.path().to_owned())).is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a database, but somebody's only copy of it");
}

#[test]
fn a_log_of_a_later_format_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let store = Store::open(&location).unwrap();
    let newer = store.with_database(|database| {
        let transaction = database.begin_write()?;
        transaction.open_table(META)?.insert(FORMAT_KEY, 2)?;
        Ok(transaction.commit()?)
    });
    newer.unwrap();
    drop(store);
    let Err(error) = Store::open(&location) else { panic!("opened") };
    assert!(error.to_string().ends_with("has format 2, and this program knows format 1"), "{error}");
}

#[test]
fn a_log_that_failed_is_opened_again_and_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&Location::Directory(directory.path().to_owned())).unwrap();
    store.append(vec![vec![event("a")]]).unwrap();
    store.close();
    assert!(matches!(store.replay(0, |_, _| {}), Err(StoreError::Closed)));
    let receipts = store.append(vec![vec![event("a"), event("b")]]).unwrap().receipts;
    assert_eq!(receipts, [Receipt { last_seq: 2, duplicate_count: 1 }]);
}
