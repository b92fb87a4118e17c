//! The event log: every event that was acknowledged, in order, in one redb file.
//!
//! An append is one durable transaction: when it returns, the events have been synced to the disk. An event id is
//! stored once; sending it again changes nothing. Calls block on the disk and belong on a blocking thread.
//! The log is never cut: it grows by about 150 bytes an event.
//!
//! These functions are the seam for another store: `open`, `append` and `replay`, nothing else.

mod error;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use prost::Message;
use redb::{
    Database, ReadableDatabase, ReadableTable, Table, TableDefinition, WriteTransaction,
    backends::InMemoryBackend,
};
use shop_api::v1::Event;

pub use self::error::OpenError;
pub(crate) use self::error::StoreError;

/// The file inside the data directory.
pub const FILE_NAME: &str = "events.redb";

/// Events by sequence number, as the protobuf message that brought them.
const EVENTS: TableDefinition<u64, &[u8]> = TableDefinition::new("events");
/// The sequence number of each event id.
const SEQ_BY_ID: TableDefinition<&str, u64> = TableDefinition::new("seq_by_id");
/// What the file says about itself.
const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
const FORMAT_KEY: &str = "format";
const FORMAT: u64 = 1;

/// Reads are sequential and rare, so a small cache does; redb's own default is 1 GiB.
const CACHE_BYTES: usize = 4 * 1024 * 1024;

/// Where events are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In [`FILE_NAME`] inside this directory, which is made when it does not exist.
    Directory(PathBuf),
    /// In memory, until the process ends.
    Memory,
}

/// The event log. No second process can open the same one.
pub(crate) struct Store {
    location: Location,
    /// Closed only between a failure and the next append.
    database: RwLock<Option<Database>>,
}

/// What an append did.
#[derive(Debug, PartialEq)]
pub(crate) struct Appended {
    /// The events that were not stored before, with their new sequence numbers.
    pub(crate) fresh: Vec<(u64, Event)>,
    /// One for each group, in the order given.
    pub(crate) receipts: Vec<Receipt>,
}

/// What happened to one group of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The last sequence number in the log after this group, over all senders.
    pub(crate) last_seq: u64,
    /// How many events of the group were stored before.
    pub(crate) duplicate_count: usize,
}

impl Store {
    /// Opens the log, or begins an empty one.
    ///
    /// # Errors
    /// A directory that cannot be made or written, a log that another process holds, or one of another format.
    pub(crate) fn open(location: &Location) -> Result<Self, OpenError> {
        let database = RwLock::new(Some(open(location)?));
        Ok(Self { location: location.clone(), database })
    }

    /// Stores groups of events in one durable transaction. When it returns, they are on the disk.
    ///
    /// # Errors
    /// When the disk fails or is full; then nothing of it is stored. redb refuses all further work after that, so
    /// the next append opens the file again and goes on if the disk does.
    pub(crate) fn append(&self, groups: Vec<Vec<Event>>) -> Result<Appended, StoreError> {
        self.reopen_if_closed()?;
        let result = self.with_database(|database| append(database, groups));
        // Events in memory would be lost with their database.
        if result.is_err() && self.location != Location::Memory {
            self.database.write().unwrap_or_else(PoisonError::into_inner).take();
        }
        result
    }

    /// Hands over every event after `after`, in order.
    ///
    /// # Errors
    /// When the disk fails or an event cannot be read; then the events before it have been handed over.
    pub(crate) fn replay(&self, after: u64, mut apply: impl FnMut(u64, Event)) -> Result<(), StoreError> {
        self.with_database(|database| {
            let events = database.begin_read()?.open_table(EVENTS)?;
            for entry in events.range(after.saturating_add(1)..)? {
                let (seq, bytes) = entry?;
                let seq = seq.value();
                let event =
                    Event::decode(bytes.value()).map_err(|source| StoreError::Undecodable { seq, source })?;
                apply(seq, event);
            }
            Ok(())
        })
    }

    /// Leaves what a failure leaves: the next append opens the file again.
    #[cfg(test)]
    pub(crate) fn close(&self) {
        self.database.write().unwrap().take();
    }

    fn with_database<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        work(database.as_ref().ok_or(StoreError::Closed)?)
    }

    fn reopen_if_closed(&self) -> Result<(), StoreError> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if database.is_none() {
            let reopened = open(&self.location).map_err(|source| StoreError::Reopen(Box::new(source)))?;
            *database = Some(reopened);
        }
        Ok(())
    }
}

fn open(location: &Location) -> Result<Database, OpenError> {
    let (path, database) = match location {
        Location::Directory(directory) => {
            let path = directory.join(FILE_NAME);
            let database = open_file(directory, &path)?;
            (path, database)
        }
        Location::Memory => {
            let path = PathBuf::from("memory");
            let database = Database::builder()
                .set_cache_size(CACHE_BYTES)
                .create_with_backend(InMemoryBackend::new())
                .map_err(|source| OpenError::from_database(&path, source))?;
            (path, database)
        }
    };
    match prepare(&database) {
        Ok(FORMAT) => Ok(database),
        Ok(found) => Err(OpenError::Format { path, found, known: FORMAT }),
        Err(source) => Err(OpenError::Unusable { path, source }),
    }
}

fn open_file(directory: &Path, path: &Path) -> Result<Database, OpenError> {
    let made = |source| OpenError::Directory { path: directory.to_owned(), source };
    fs::create_dir_all(directory).map_err(made)?;
    let database = Database::builder()
        .set_cache_size(CACHE_BYTES)
        .create(path)
        .map_err(|source| OpenError::from_database(path, source))?;
    // A file is only as durable as its name in the directory.
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(made)?;
    Ok(database)
}

/// Makes the tables and says which format the file has.
fn prepare(database: &Database) -> Result<u64, StoreError> {
    let transaction = database.begin_write()?;
    let format = {
        let mut meta = transaction.open_table(META)?;
        let found = meta.get(FORMAT_KEY)?.map(|format| format.value());
        if found.is_none() {
            meta.insert(FORMAT_KEY, FORMAT)?;
            transaction.open_table(EVENTS)?;
            transaction.open_table(SEQ_BY_ID)?;
        }
        found.unwrap_or(FORMAT)
    };
    transaction.commit()?;
    Ok(format)
}

fn append(database: &Database, groups: Vec<Vec<Event>>) -> Result<Appended, StoreError> {
    let transaction = database.begin_write()?;
    let appended = append_in(&transaction, groups)?;
    if appended.fresh.is_empty() {
        transaction.abort()?;
    } else {
        transaction.commit()?;
    }
    Ok(appended)
}

fn append_in(transaction: &WriteTransaction, groups: Vec<Vec<Event>>) -> Result<Appended, StoreError> {
    let mut events = transaction.open_table(EVENTS)?;
    let mut seq_by_id = transaction.open_table(SEQ_BY_ID)?;
    let mut last_seq = events.last()?.map_or(0, |(seq, _)| seq.value());
    let mut appended = Appended { fresh: Vec::new(), receipts: Vec::with_capacity(groups.len()) };
    for group in groups {
        let mut duplicate_count = 0;
        for event in group {
            if insert(&mut events, &mut seq_by_id, last_seq + 1, &event)? {
                last_seq += 1;
                appended.fresh.push((last_seq, event));
            } else {
                duplicate_count += 1;
            }
        }
        appended.receipts.push(Receipt { last_seq, duplicate_count });
    }
    Ok(appended)
}

/// Stores an event unless its id is known; says whether it did.
fn insert(
    events: &mut Table<'_, u64, &'static [u8]>,
    seq_by_id: &mut Table<'_, &'static str, u64>,
    seq: u64,
    event: &Event,
) -> Result<bool, StoreError> {
    if seq_by_id.get(event.event_id.as_str())?.is_some() {
        return Ok(false);
    }
    seq_by_id.insert(event.event_id.as_str(), seq)?;
    events.insert(seq, event.encode_to_vec().as_slice())?;
    Ok(true)
}

#[cfg(test)]
mod tests;
