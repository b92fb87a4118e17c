//! One address of the target: its connection, its breaker, its load.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use h2::client::SendRequest;
use tokio::{sync::Notify, time::Instant};

use crate::{
    BreakerConfig, Outcome,
    breaker::{Breaker, Position, Ticket},
};

mod life;

pub(crate) use life::live;

/// What a channel shows of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointState {
    /// The address.
    pub address: SocketAddr,
    /// Whether calls go there.
    pub state: State,
    /// Calls without an answer yet.
    pub in_flight: usize,
    /// Calls sent there since the endpoint became known.
    pub calls: u64,
}

/// Whether an endpoint is given calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No connection yet; calls wait for it within their deadline.
    Connecting,
    /// The last attempt to connect failed, another follows; calls do not wait.
    Unreachable,
    /// Connected.
    Ready,
    /// Connected, with one call on probation.
    HalfOpen,
    /// Connected, but its breaker lets no call through.
    Open,
}

impl State {
    /// Every state, in the order in which a page lists them.
    pub const ALL: [Self; 5] = [Self::Ready, Self::HalfOpen, Self::Open, Self::Connecting, Self::Unreachable];

    /// One word, for labels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Unreachable => "unreachable",
            Self::Ready => "ready",
            Self::HalfOpen => "half_open",
            Self::Open => "open",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) address: SocketAddr,
    sender: ArcSwapOption<SendRequest<Bytes>>,
    unreachable: AtomicBool,
    breaker: Mutex<Breaker>,
    in_flight: AtomicUsize,
    calls: AtomicU64,
    suspected: Notify,
}

impl Endpoint {
    pub(crate) fn new(address: SocketAddr, breaker: BreakerConfig) -> Self {
        Self {
            address,
            sender: ArcSwapOption::empty(),
            unreachable: AtomicBool::new(false),
            breaker: Mutex::new(Breaker::new(breaker)),
            in_flight: AtomicUsize::new(0),
            calls: AtomicU64::new(0),
            suspected: Notify::new(),
        }
    }

    pub(crate) fn state(&self) -> State {
        let connected = self.sender.load().is_some();
        match self.breaker().position() {
            _ if !connected && self.unreachable.load(Ordering::Relaxed) => State::Unreachable,
            _ if !connected => State::Connecting,
            Position::Closed => State::Ready,
            Position::HalfOpen => State::HalfOpen,
            Position::Open => State::Open,
        }
    }

    pub(crate) fn snapshot(&self) -> EndpointState {
        EndpointState {
            address: self.address,
            state: self.state(),
            in_flight: self.in_flight(),
            calls: self.calls.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn breaker_position(&self) -> Position {
        self.breaker().position()
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// Whether a call could be sent there now.
    pub(crate) fn is_available(&self, now: Instant) -> bool {
        self.sender.load().is_some() && self.breaker().may_admit(now)
    }

    /// Takes the right to send one call.
    pub(crate) fn reserve(self: &Arc<Self>, now: Instant) -> Option<Reservation> {
        let sender = SendRequest::clone(self.sender.load().as_ref()?);
        let ticket = self.breaker().admit(now)?;
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
        Some(Reservation { endpoint: self.clone(), sender, ticket: Some(ticket) })
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to send one call to an endpoint. Counts as in flight until it is dropped.
#[derive(Debug)]
pub(crate) struct Reservation {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) sender: SendRequest<Bytes>,
    ticket: Option<Ticket>,
}

impl Reservation {
    /// Has the endpoint asked by a PING whether it is still there.
    pub(crate) fn suspect(&self) {
        self.endpoint.suspected.notify_one();
    }

    /// Tells the breaker how the call ended, and says where the breaker stands if that moved it.
    pub(crate) fn settle(mut self, outcome: Outcome) -> Option<Position> {
        let ticket = self.ticket.take()?;
        let mut breaker = self.endpoint.breaker();
        if outcome == Outcome::NotProcessed {
            breaker.forget(ticket);
            return None;
        }
        breaker.record(ticket, Instant::now(), outcome.is_failure()).then(|| breaker.position())
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.endpoint.in_flight.fetch_sub(1, Ordering::Relaxed);
        if let Some(ticket) = self.ticket.take() {
            // The caller went away: that says nothing about the endpoint.
            self.endpoint.breaker().forget(ticket);
        }
    }
}
