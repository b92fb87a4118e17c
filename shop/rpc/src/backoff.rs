//! Exponential pauses with jitter.

use std::time::Duration;

use crate::ReconnectConfig;

/// Pauses that double from the first to the longest, each drawn from the upper half of its value, so that
/// clients that lost the same peer do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    config: ReconnectConfig,
    next: Duration,
}

impl Backoff {
    pub(crate) fn new(config: ReconnectConfig) -> Self {
        Self { config, next: config.first }
    }

    pub(crate) fn pause(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.config.at_most);
        pause.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    pub(crate) fn reset(&mut self) {
        self.next = self.config.first;
    }
}

/// The duration, ± 20 %.
pub(crate) fn jittered(duration: Duration) -> Duration {
    duration.mul_f64(0.8 + fastrand::f64() * 0.4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: ReconnectConfig =
        ReconnectConfig { first: Duration::from_millis(50), at_most: Duration::from_millis(500) };

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new(CONFIG);
        for full in [50, 100, 200, 400, 500, 500] {
            let full = Duration::from_millis(full);
            let pause = backoff.pause();
            assert!(full / 2 <= pause && pause <= full, "{pause:?} is not in the upper half of {full:?}");
        }
    }

    #[test]
    fn a_reset_starts_over() {
        let mut backoff = Backoff::new(CONFIG);
        for _ in 0..10 {
            backoff.pause();
        }
        backoff.reset();
        assert!(backoff.pause() <= CONFIG.first);
    }
}
