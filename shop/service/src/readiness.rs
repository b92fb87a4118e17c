//! Whether this process wants traffic, as a set of named conditions.
//!
//! Ready means: every [`Latch`] was released and the process is not on its way out. Readiness speaks of this
//! process alone; the health of another service never belongs here, or one outage becomes two.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// Answers `/readyz` and `/startupz`. Clones share the same state.
#[derive(Clone, Debug)]
pub struct Readiness(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: watch::Sender<State>,
    next_latch: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    held: Vec<(usize, &'static str)>,
    started: bool,
    stopping: bool,
}

/// One condition that must be met before the process is ready.
///
/// Dropping a latch does not release it: a start that failed half way must not look like a success.
#[derive(Debug)]
pub struct Latch {
    number: usize,
    name: &'static str,
    shared: Arc<Shared>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self::new()
    }
}

impl Readiness {
    /// Ready at once, until a latch is taken.
    pub fn new() -> Self {
        let (state, _) = watch::channel(State::default());
        Self(Arc::new(Shared { state, next_latch: AtomicUsize::new(0) }))
    }

    /// Holds readiness back until the latch is released. `name` says what is awaited: `catalogue`, `store`.
    pub fn latch(&self, name: &'static str) -> Latch {
        let number = self.0.next_latch.fetch_add(1, Ordering::Relaxed);
        let latch = Latch { number, name, shared: Arc::clone(&self.0) };
        latch.hold();
        latch
    }

    /// True when every latch is released and the process is not stopping.
    pub fn is_ready(&self) -> bool {
        self.0.state.borrow().is_ready()
    }

    /// True once the process has been ready for the first time; it stays true.
    pub fn has_started(&self) -> bool {
        let state = self.0.state.borrow();
        state.started || state.held.is_empty()
    }

    /// What readiness waits for, in the order in which it was asked for; `shutdown` when stopping.
    pub fn waiting_for(&self) -> Vec<&'static str> {
        let state = self.0.state.borrow();
        let held = state.held.iter().map(|(_, name)| *name);
        held.chain(state.stopping.then_some("shutdown")).collect()
    }

    /// Resolves when [`Self::is_ready`] is no longer `was_ready`, with the new value.
    ///
    /// Cancel safe. A change that is taken back before the caller looks is not seen.
    pub async fn changed_from(&self, was_ready: bool) -> bool {
        let mut state = self.0.state.subscribe();
        match state.wait_for(|state| state.is_ready() != was_ready).await {
            Ok(state) => state.is_ready(),
            // The sender lives in `self`.
            Err(_) => was_ready,
        }
    }

    /// Not ready from now on, whatever the latches say.
    pub(crate) fn stop(&self) {
        self.0.state.send_modify(|state| state.stopping = true);
    }
}

impl State {
    fn is_ready(&self) -> bool {
        self.held.is_empty() && !self.stopping
    }
}

impl Latch {
    /// The condition is met.
    pub fn release(&self) {
        self.shared.state.send_modify(|state| {
            state.held.retain(|(number, _)| *number != self.number);
            state.started |= state.held.is_empty();
        });
    }

    /// The condition is met no longer.
    pub fn hold(&self) {
        self.shared.state.send_modify(|state| {
            if state.held.iter().all(|(number, _)| *number != self.number) {
                state.held.push((self.number, self.name));
            }
        });
    }
}
