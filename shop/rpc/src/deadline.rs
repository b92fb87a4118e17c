//! The budget of a call, and how the server is told of it.

use std::time::Duration;

use http::HeaderValue;

/// A call's own budget instead of the channel's; goes into the extensions of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(pub Duration);

/// The header of the gRPC protocol over HTTP/2, "Timeout".
pub(crate) const GRPC_TIMEOUT: http::HeaderName = http::HeaderName::from_static("grpc-timeout");

/// The largest number that the header may hold: eight digits.
const LARGEST: u128 = 99_999_999;

/// The remaining budget, rounded down to a unit in which it fits.
pub(crate) fn grpc_timeout(remaining: Duration) -> HeaderValue {
    let units =
        [(remaining.as_micros(), 'u'), (remaining.as_millis(), 'm'), (remaining.as_secs().into(), 'S')];
    let (amount, unit) = units.into_iter().find(|(amount, _)| *amount <= LARGEST).unwrap_or((LARGEST, 'S'));
    HeaderValue::try_from(format!("{amount}{unit}")).expect("digits and a letter are a header value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finest_unit_that_fits_is_sent() {
        assert_eq!(grpc_timeout(Duration::from_millis(250)), "250000u");
        assert_eq!(grpc_timeout(Duration::from_nanos(1_999)), "1u");
        assert_eq!(grpc_timeout(Duration::from_mins(10)), "600000m");
        assert_eq!(grpc_timeout(Duration::from_secs(1_000_000)), "1000000S");
        assert_eq!(grpc_timeout(Duration::MAX), "99999999S");
    }
}
