//! Asks for the target's addresses, again and again.
//!
//! Every answer with addresses replaces the list. An answer without (NXDOMAIN, no record) ends what has
//! no connection and lets connections that work live on. An error (SERVFAIL, time-out, no name server)
//! changes nothing: the last list stays.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use arc_swap::ArcSwap;
use thiserror::Error;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::{State, Target, backoff::jittered, directory::Directory, target::Host};

mod lookup;

use lookup::Lookup;

/// Shortest time between two questions, whoever asks for them.
const LEAST_PAUSE: Duration = Duration::from_millis(250);
/// Time between two questions while no endpoint is ready, so that a target that comes back, or comes at
/// all, is found within a second.
const ANXIOUS_PAUSE: Duration = Duration::from_millis(500);

/// A question to DNS and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The name asked for.
    pub name: String,
    /// The addresses of the last answer that had any, sorted.
    pub addresses: Vec<IpAddr>,
    /// How long the last question took.
    pub took: Duration,
    /// When the last question was answered or given up; `None` before that.
    pub at: Option<SystemTime>,
    /// Why the last question brought no address.
    pub error: Option<String>,
}

/// No address.
#[derive(Debug, Error)]
pub(crate) enum ResolveError {
    /// The name server is sure that there is none.
    #[error("`{name}` has no address")]
    NoAddress { name: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// Nobody knows.
    #[error("cannot resolve `{name}`")]
    Failed { name: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// Nobody answered.
    #[error("no answer for `{name}` within {limit:?}")]
    Timeout { name: String, limit: Duration },
}

impl Resolution {
    pub(crate) fn pending(target: &Target) -> Self {
        Self { name: target.host(), addresses: Vec::new(), took: Duration::ZERO, at: None, error: None }
    }
}

/// One question for whoever wants to see its answer; nothing follows from it. `known` are the addresses to show
/// when it brings none within `limit`.
pub(crate) async fn look(directory: &Directory, known: &[IpAddr], limit: Duration) -> Resolution {
    let (started, name) = (Instant::now(), directory.config.target.host());
    let mut lookup = Lookup::new(&directory.config);
    let answer = timeout(limit, lookup.addresses()).await;
    let answer = answer.unwrap_or_else(|_| Err(ResolveError::Timeout { name: name.clone(), limit }));
    let (addresses, error) = match answer {
        Ok(addresses) => (addresses, None),
        Err(error) => (known.to_vec(), Some(with_sources(&error))),
    };
    Resolution { name, addresses, took: started.elapsed(), at: Some(SystemTime::now()), error }
}

/// Resolves until the channel's tasks are stopped; an address as target is resolved once.
pub(crate) async fn run(directory: Arc<Directory>, resolution: Arc<ArcSwap<Resolution>>) {
    let mut lookup = Lookup::new(&directory.config);
    loop {
        let started = Instant::now();
        let result = lookup.addresses().await;
        publish(&resolution, &result, started.elapsed());
        apply(&directory, result);
        directory.mark_resolved();
        if let Host::Address(_) = directory.config.target.kind() {
            return;
        }
        pause(&directory, started).await;
    }
}

async fn pause(directory: &Directory, started: Instant) {
    let ready = directory.endpoints().iter().any(|endpoint| endpoint.state() == State::Ready);
    let every = directory.config.resolve_every;
    let turn = if ready { every } else { every.min(ANXIOUS_PAUSE) };
    tokio::select! {
        () = sleep(jittered(turn)) => {}
        () = directory.resolve_soon.notified() => sleep_until(started + LEAST_PAUSE).await,
    }
}

fn publish(resolution: &ArcSwap<Resolution>, result: &Result<Vec<IpAddr>, ResolveError>, took: Duration) {
    let before = resolution.load();
    let (addresses, error) = match result {
        Ok(addresses) => (addresses.clone(), None),
        Err(error) => (before.addresses.clone(), Some(with_sources(error))),
    };
    let name = before.name.clone();
    if let Some(error) = &error
        && before.error.is_none()
    {
        tracing::warn!(name, error, "cannot resolve");
    }
    if addresses != before.addresses {
        tracing::info!(name, ?addresses, "resolved");
    }
    resolution.store(Arc::new(Resolution { name, addresses, took, at: Some(SystemTime::now()), error }));
}

fn apply(directory: &Arc<Directory>, result: Result<Vec<IpAddr>, ResolveError>) {
    match result {
        Ok(addresses) => {
            let port = directory.config.target.port();
            let addresses: Vec<_> = addresses.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
            directory.set_addresses(&addresses);
        }
        Err(ResolveError::NoAddress { .. }) => directory.set_none(),
        Err(ResolveError::Failed { .. } | ResolveError::Timeout { .. }) => {}
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
