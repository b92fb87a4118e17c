//! Whether an endpoint may be given calls. No clock of its own: the time is an argument.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::BreakerConfig;

/// Marks a call whose failure says nothing about how its endpoint serves others, such as a write to a disk that may
/// be full while reads are answered from memory; goes into the extensions of the request. The breaker ignores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unjudged;

/// Closed (calls pass), open (none passes), half-open (one passes on probation).
///
/// Opens after a number of failures in a row, or when enough of the calls of a window failed. Half-opens
/// after a pause that doubles with each failed probation, or as soon as the endpoint is connected anew.
#[derive(Debug)]
pub(crate) struct Breaker {
    config: BreakerConfig,
    state: State,
    failures_in_a_row: u32,
    window: Window,
    /// Probations that failed since it was last closed.
    failed_probations: u32,
    /// Changes with every change of position, so that a late answer counts for nothing.
    era: u32,
}

/// Leave to make one call; handed back with its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open { until: Instant },
    HalfOpen { probation_under_way: bool },
}

/// What a breaker shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    Closed,
    HalfOpen,
    Open,
}

impl Breaker {
    pub(crate) fn new(config: BreakerConfig) -> Self {
        Self {
            config,
            state: State::Closed,
            failures_in_a_row: 0,
            window: Window::default(),
            failed_probations: 0,
            era: 0,
        }
    }

    /// Whether [`admit`](Self::admit) would let a call through.
    pub(crate) fn may_admit(&self, now: Instant) -> bool {
        match self.state {
            State::Closed => true,
            State::Open { until } => until <= now,
            State::HalfOpen { probation_under_way } => !probation_under_way,
        }
    }

    /// Lets a call through, or not. A ticket goes back by [`record`](Self::record) or
    /// [`forget`](Self::forget).
    pub(crate) fn admit(&mut self, now: Instant) -> Option<Ticket> {
        if !self.may_admit(now) {
            return None;
        }
        match self.state {
            State::Closed => {}
            State::HalfOpen { .. } => self.state = State::HalfOpen { probation_under_way: true },
            State::Open { .. } => self.move_to(State::HalfOpen { probation_under_way: true }),
        }
        Some(Ticket(self.era))
    }

    /// A call ended without telling anything about the endpoint.
    pub(crate) fn forget(&mut self, ticket: Ticket) {
        if ticket.0 == self.era
            && let State::HalfOpen { probation_under_way } = &mut self.state
        {
            *probation_under_way = false;
        }
    }

    /// A call has ended. Says whether the position changed.
    pub(crate) fn record(&mut self, ticket: Ticket, now: Instant, failed: bool) -> bool {
        if ticket.0 != self.era {
            return false;
        }
        match (self.state, failed) {
            (State::Closed, true) => self.count_failure(now),
            (State::Closed, false) => self.count_success(now),
            (State::HalfOpen { .. }, true) => {
                self.failed_probations += 1;
                self.open(now);
            }
            (State::HalfOpen { .. }, false) => {
                self.failed_probations = 0;
                self.move_to(State::Closed);
            }
            // Nobody holds a ticket of this era.
            (State::Open { .. }, _) => {}
        }
        ticket.0 != self.era
    }

    /// The endpoint has been connected anew: it deserves a probation at once.
    pub(crate) fn connected(&mut self) {
        if let State::Open { .. } = self.state {
            self.move_to(State::HalfOpen { probation_under_way: false });
        }
    }

    pub(crate) fn position(&self) -> Position {
        match self.state {
            State::Closed => Position::Closed,
            State::HalfOpen { .. } => Position::HalfOpen,
            State::Open { .. } => Position::Open,
        }
    }

    fn count_success(&mut self, now: Instant) {
        self.failures_in_a_row = 0;
        self.window.count(now, self.config.window, false);
    }

    fn count_failure(&mut self, now: Instant) {
        self.failures_in_a_row += 1;
        self.window.count(now, self.config.window, true);
        let (calls, failures) = self.window.totals();
        let too_many = calls >= self.config.min_calls && failures * 100 >= calls * self.config.error_percent;
        if self.failures_in_a_row >= self.config.consecutive_failures || too_many {
            self.open(now);
        }
    }

    fn open(&mut self, now: Instant) {
        let doubled = self.config.open_for.saturating_mul(1 << self.failed_probations.min(16));
        let pause = doubled.min(self.config.open_at_most).mul_f64(1.0 + fastrand::f64() / 5.0);
        self.move_to(State::Open { until: now + pause });
    }

    fn move_to(&mut self, state: State) {
        self.state = state;
        self.era = self.era.wrapping_add(1);
        self.failures_in_a_row = 0;
        self.window = Window::default();
    }
}

/// Calls and failures of the recent past, in ten slices, so that memory does not grow with the load.
#[derive(Debug, Default)]
struct Window {
    slices: VecDeque<Slice>,
}

#[derive(Debug)]
struct Slice {
    since: Instant,
    calls: u32,
    failures: u32,
}

const SLICES: u32 = 10;

impl Window {
    fn count(&mut self, now: Instant, length: Duration, failed: bool) {
        while self.slices.front().is_some_and(|slice| now.duration_since(slice.since) >= length) {
            self.slices.pop_front();
        }
        if self.slices.back().is_none_or(|slice| now.duration_since(slice.since) >= length / SLICES) {
            self.slices.push_back(Slice { since: now, calls: 0, failures: 0 });
        }
        if let Some(slice) = self.slices.back_mut() {
            slice.calls += 1;
            slice.failures += u32::from(failed);
        }
    }

    fn totals(&self) -> (u32, u32) {
        self.slices
            .iter()
            .fold((0, 0), |(calls, failures), slice| (calls + slice.calls, failures + slice.failures))
    }
}

#[cfg(test)]
mod tests;
