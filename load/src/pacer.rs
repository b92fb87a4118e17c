//! Lets requests fall due at a steady rate, on a thread of its own: the runtime's timer rounds up to the next
//! millisecond, which would sit in every latency, and is late when the runtime is busy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

/// The moments at which requests are due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// When number 0 is due.
    pub(crate) start: Instant,
    /// Requests a second.
    pub(crate) per_second: f64,
    /// How many there are.
    pub(crate) count: u64,
}

/// Adds one permit to a semaphore for each request that falls due, until it is dropped.
#[derive(Debug)]
pub(crate) struct Pacer {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Schedule {
    /// The requests that fall due in `duration` at that rate, `most` of them at most.
    pub(crate) fn new(start: Instant, per_second: f64, duration: Duration, most: Option<u64>) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a plan bounds the product by an hour at 100,000 a second"
        )]
        let count = (duration.as_secs_f64() * per_second).ceil() as u64;
        Self { start, per_second, count: count.min(most.unwrap_or(u64::MAX)) }
    }

    /// When request `number` is due.
    pub(crate) fn due(&self, number: u64) -> Instant {
        self.start + Duration::from_secs_f64(number as f64 / self.per_second)
    }
}

impl Pacer {
    /// Begins at once. After the last request it adds `waiters` permits more, so that all who still wait for
    /// one wake up and find that there is none.
    pub(crate) fn start(schedule: Schedule, due: Arc<Semaphore>, waiters: usize) -> std::io::Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stopped);
        let thread = thread::Builder::new().name("pacer".to_owned()).spawn(move || {
            for number in 0..schedule.count {
                if !wait_until(schedule.due(number), &seen) {
                    break;
                }
                due.add_permits(1);
            }
            due.add_permits(waiters);
        })?;
        Ok(Self { stopped, thread: Some(thread) })
    }
}

impl Drop for Pacer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It only parks and adds permits, so there is no panic to hear of.
            drop(thread.join());
        }
    }
}

/// False when stopped before `moment`.
fn wait_until(moment: Instant, stopped: &AtomicBool) -> bool {
    while !stopped.load(Ordering::Relaxed) {
        let left = moment.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::park_timeout(left);
    }
    false
}
