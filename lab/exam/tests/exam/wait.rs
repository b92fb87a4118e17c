//! Waiting for what must become true.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Long enough for the slowest machine; a test that passes never waits for its end.
const PATIENCE: Duration = Duration::from_mins(4);
const PAUSE: Duration = Duration::from_millis(300);

/// Looks until what is seen is as wanted, and returns it.
pub(crate) fn until<T: Debug>(what: &str, mut look: impl FnMut() -> T, wanted: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        let seen = look();
        if wanted(&seen) {
            return seen;
        }
        assert!(Instant::now() < end, "{what} did not come: last seen was {seen:?}");
        pause(PAUSE);
    }
}

/// Lets time pass.
pub(crate) fn pause(duration: Duration) {
    #[expect(clippy::disallowed_methods, reason = "the test's thread has nothing else to do")]
    std::thread::sleep(duration);
}
