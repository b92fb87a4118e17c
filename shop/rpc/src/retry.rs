//! How many calls may be sent twice.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::RetryConfig;

/// Marks a call that may be executed twice; goes into the extensions of the request. Without it a call is
/// sent a second time only when the peer is known not to have seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotent;

/// What one retry costs; a call deposits `percent` of it in hundredths.
const RETRY: i64 = 100;

/// A token bucket that fills with calls, not with time: an outage cannot multiply the load.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    deposit: i64,
    full: i64,
    tokens: AtomicI64,
}

impl RetryBudget {
    /// Starts full.
    pub(crate) fn new(config: RetryConfig) -> Self {
        let full = RETRY * i64::from(config.burst);
        Self { deposit: i64::from(config.percent), full, tokens: AtomicI64::new(full) }
    }

    /// Counts a call.
    pub(crate) fn deposit(&self) {
        // A race can lose or add one deposit, never more than there are callers at once.
        if self.tokens.load(Ordering::Relaxed) < self.full {
            self.tokens.fetch_add(self.deposit, Ordering::Relaxed);
        }
    }

    /// Whether a retry would be allowed now.
    pub(crate) fn allows(&self) -> bool {
        self.tokens.load(Ordering::Relaxed) >= RETRY
    }

    /// Takes the price of one retry, if it is there.
    pub(crate) fn withdraw(&self) -> bool {
        let taken = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
            (tokens >= RETRY).then_some(tokens - RETRY)
        });
        taken.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget() -> RetryBudget {
        RetryBudget::new(RetryConfig { percent: 10, burst: 3, ..RetryConfig::default() })
    }

    #[test]
    fn the_burst_is_spent_once() {
        let budget = budget();
        assert_eq!((0..10).filter(|_| budget.withdraw()).count(), 3);
        assert!(!budget.allows());
    }

    #[test]
    fn in_the_long_run_one_call_in_ten_is_retried() {
        let budget = budget();
        while budget.withdraw() {}
        let retried = (0..1000).filter(|_| {
            budget.deposit();
            budget.withdraw()
        });
        assert_eq!(retried.count(), 100);
    }

    #[test]
    fn no_more_than_the_burst_is_saved_up() {
        let budget = budget();
        (0..1000).for_each(|_| budget.deposit());
        assert_eq!((0..10).filter(|_| budget.withdraw()).count(), 3);
    }
}
