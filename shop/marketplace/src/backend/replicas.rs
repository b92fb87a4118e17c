//! Which replicas of recommendations answered, for `/status`.

use std::sync::{Mutex, PoisonError};

use shop_rpc::CallRecord;
use tokio::time::Instant;

use super::ServerSaid;

/// Replicas remembered; the one that was silent longest makes room.
const MOST: usize = 32;

/// The replicas seen since the start.
#[derive(Debug, Default)]
pub struct Replicas(Mutex<Vec<Replica>>);

/// A replica, by the name it gave, else by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    /// Its name.
    pub name: String,
    /// Answers that it gave.
    pub answers: u64,
    /// When it answered last.
    pub last: Instant,
}

impl Replicas {
    /// Counts an answer.
    pub fn answered(&self, server: &ServerSaid, record: &CallRecord) {
        let address;
        let name = match &server.name {
            Some(name) => name,
            None => match record.attempts().last() {
                Some(attempt) => {
                    address = attempt.endpoint.to_string();
                    &address
                }
                None => return,
            },
        };
        let mut replicas = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(replica) = replicas.iter_mut().find(|replica| replica.name == *name) {
            replica.answers += 1;
            replica.last = Instant::now();
            return;
        }
        if replicas.len() >= MOST
            && let Some(silent) = (0..replicas.len()).min_by_key(|index| replicas[*index].last)
        {
            replicas.swap_remove(silent);
        }
        replicas.push(Replica { name: name.clone(), answers: 1, last: Instant::now() });
    }

    /// All of them, the busiest first.
    pub fn seen(&self) -> Vec<Replica> {
        let mut replicas = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        replicas.sort_by(|a, b| b.answers.cmp(&a.answers).then_with(|| a.name.cmp(&b.name)));
        replicas
    }
}
