//! Tasks that end with the fake that started them.

use std::sync::{Mutex, PoisonError};

use tokio::task::JoinSet;

/// A set of tasks, aborted when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Owned(Mutex<JoinSet<()>>);

impl Owned {
    /// Starts a task that lives at most as long as this set.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Aborts every task and waits until each is gone, and its sockets with it.
    pub(crate) async fn shutdown(&self) {
        let mut tasks = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
    }

    /// Waits until every task that was started so far has ended.
    pub(crate) async fn join_all(self) {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).join_all().await;
    }
}
