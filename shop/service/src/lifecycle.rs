//! From start to exit in named phases, so that a rolling update loses no request.
//!
//! On SIGTERM: readiness says no → `unready` passes, in which the cluster takes the address out of its lists →
//! listeners stop accepting and send GOAWAY → requests in flight finish, for `drain` at most → background tasks
//! stop → telemetry is flushed, for `flush` at most. The defaults add up to 28 s at worst, inside the 30 s that Kubernetes
//! grants. A second signal ends everything at once.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::{Readiness, Signals, Tasks};

#[cfg(test)]
mod tests;

/// A cancelled task needs one more turn of the runtime to be dropped, also when the drain time is used up.
const TASK_GRACE: Duration = Duration::from_secs(1);

/// How long each step of a shutdown may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutdownTimes {
    /// From "not ready" to "not accepting": how long peers need to notice.
    pub unready: Duration,
    /// For requests in flight and background tasks to end.
    pub drain: Duration,
    /// For telemetry to leave the process.
    pub flush: Duration,
}

impl Default for ShutdownTimes {
    fn default() -> Self {
        Self {
            unready: Duration::from_secs(5),
            drain: Duration::from_secs(20),
            flush: Duration::from_secs(2),
        }
    }
}

impl ShutdownTimes {
    /// No waiting for peers: for a person at a terminal and for tests.
    pub fn at_once() -> Self {
        Self { unready: Duration::ZERO, ..Self::default() }
    }
}

/// Where a process is in its life. The order is the order of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Serving, or starting to.
    Running,
    /// Serving, but asking peers to go elsewhere.
    Unready,
    /// Finishing what was begun; accepting nothing new.
    Draining,
    /// Nothing runs any more.
    Stopped,
}

/// How a life ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every request and task ended in time.
    Clean,
    /// Some had to be cut off when the drain time was over.
    TimedOut,
    /// A second signal cut everything off.
    Forced,
}

/// The phases of one process, and everything that follows them. Clones share the same life.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    times: ShutdownTimes,
    tasks: Tasks,
    readiness: Readiness,
    phase: watch::Sender<Phase>,
    draining: CancellationToken,
}

impl Lifecycle {
    /// A life that has just begun.
    pub fn new(times: ShutdownTimes) -> Self {
        let (phase, _) = watch::channel(Phase::Running);
        Self {
            times,
            tasks: Tasks::new(),
            readiness: Readiness::new(),
            phase,
            draining: CancellationToken::new(),
        }
    }

    /// The owner of this process's background tasks. They are stopped after the drain.
    pub fn tasks(&self) -> Tasks {
        self.tasks.clone()
    }

    /// Says no from the first signal on.
    pub fn readiness(&self) -> Readiness {
        self.readiness.clone()
    }

    /// The phase now.
    pub fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Follows the phases. A phase that lasts no time may not be seen.
    pub fn phases(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }

    /// Resolves when listeners must stop accepting; fits tonic's `serve_with_incoming_shutdown`.
    pub fn draining(&self) -> impl Future<Output = ()> + Send + Sync + 'static {
        self.draining.clone().cancelled_owned()
    }

    /// Serves until a signal comes or `serve` ends by itself, then shuts down in order.
    ///
    /// `serve` must end soon after [`Self::draining`] resolves. `flush` is polled once the tasks have stopped.
    ///
    /// # Errors
    /// The error of `serve`; the shutdown is done nevertheless.
    pub async fn run<E>(
        self,
        mut signals: Signals,
        serve: impl Future<Output = Result<(), E>>,
        flush: impl Future<Output = ()>,
    ) -> Result<Outcome, E> {
        tokio::pin!(serve);
        let mut served = None;
        tokio::select! {
            result = &mut serve => served = Some(result),
            signal = signals.recv() => tracing::info!(signal, "shutting down"),
        }
        let outcome = tokio::select! {
            biased;
            signal = signals.recv() => {
                tracing::warn!(signal, "shutting down at once");
                self.tasks.token().cancel();
                Outcome::Forced
            }
            outcome = self.shut_down(serve, &mut served, flush) => outcome,
        };
        self.phase.send_replace(Phase::Stopped);
        match served {
            Some(Err(error)) => Err(error),
            _ => Ok(outcome),
        }
    }

    async fn shut_down<E>(
        &self,
        mut serve: Pin<&mut impl Future<Output = Result<(), E>>>,
        served: &mut Option<Result<(), E>>,
        flush: impl Future<Output = ()>,
    ) -> Outcome {
        self.readiness.stop();
        self.phase.send_replace(Phase::Unready);
        if served.is_none() {
            *served = timeout(self.times.unready, serve.as_mut()).await.ok();
        }

        self.phase.send_replace(Phase::Draining);
        self.draining.cancel();
        let deadline = Instant::now() + self.times.drain;
        if served.is_none() {
            *served = timeout_at(deadline, serve).await.ok();
        }
        let tasks_stopped = timeout_at(deadline.max(Instant::now() + TASK_GRACE), self.tasks.stop()).await;

        if timeout(self.times.flush, flush).await.is_err() {
            tracing::warn!(seconds = self.times.flush.as_secs_f64(), "telemetry was not flushed in time");
        }
        if served.is_some() && tasks_stopped.is_ok() { Outcome::Clean } else { Outcome::TimedOut }
    }
}
