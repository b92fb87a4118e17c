//! Child processes that say on a stream when they are ready.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader, Lines};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a process may take until it is ready, on a machine that is busy with other tests.
const READY_WITHIN: Duration = Duration::from_mins(1);
const LINES_KEPT: usize = 40;

/// Reads a child's stream to its end, so that the child never waits for a full pipe.
#[derive(Debug)]
pub(crate) struct Listening {
    _drain: JoinSet<()>,
}

/// Waits for the first line in which `find` sees what it looks for; `name` is the process in errors.
pub(crate) async fn wait_for_line<T>(
    name: &str,
    stream: impl AsyncRead + Send + Unpin + 'static,
    find: impl Fn(&str) -> Option<T>,
) -> anyhow::Result<(T, Listening)> {
    let mut lines = BufReader::new(stream).lines();
    let seen = Arc::new(Mutex::new(VecDeque::new()));
    let found = timeout(READY_WITHIN, find_line(&mut lines, &seen, find))
        .await
        .with_context(|| format!("{name} was not ready within {READY_WITHIN:?}"))
        .and_then(|found| found)
        .map_err(|error| {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            anyhow!("{error:#}; it said:\n{}", seen.iter().map(String::as_str).collect::<Vec<_>>().join("\n"))
        })?;
    let mut drain = JoinSet::new();
    drain.spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((found, Listening { _drain: drain }))
}

async fn find_line<T>(
    lines: &mut Lines<BufReader<impl AsyncRead + Unpin>>,
    seen: &Mutex<VecDeque<String>>,
    find: impl Fn(&str) -> Option<T>,
) -> anyhow::Result<T> {
    while let Some(line) = lines.next_line().await? {
        if let Some(found) = find(&line) {
            return Ok(found);
        }
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push_back(line);
        if seen.len() > LINES_KEPT {
            seen.pop_front();
        }
    }
    bail!("it ended before it was ready")
}
