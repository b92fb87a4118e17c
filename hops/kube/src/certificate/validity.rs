//! The two dates of an X.509 certificate (RFC 5280, 4.1.2.5), and nothing else of it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// For how long a certificate is good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Certificate {
    /// From then on, if that is known.
    pub not_before: Option<Timestamp>,
    /// Until then, if that is known.
    pub not_after: Option<Timestamp>,
}

const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// `[0] EXPLICIT`, the version.
const CONTEXT_0: u8 = 0xa0;

impl Certificate {
    /// Reads the dates; `None` if that is no certificate.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let (certificate, _) = value(der, SEQUENCE)?;
        let (body, _) = value(certificate, SEQUENCE)?;
        let (tag, _, mut rest) = element(body)?;
        if tag != CONTEXT_0 {
            rest = body;
        }
        // Serial number, algorithm, issuer.
        for _ in 0..3 {
            rest = element(rest)?.2;
        }
        let (dates, _) = value(rest, SEQUENCE)?;
        let (tag, not_before, rest) = element(dates)?;
        let not_before = Some(time(tag, not_before)?);
        let (tag, not_after, _) = element(rest)?;
        Some(Self { not_before, not_after: Some(time(tag, not_after)?) })
    }

    /// One whose first day is not known; in seconds of 1970.
    pub(crate) fn until(seconds: u64) -> Self {
        Self { not_before: None, not_after: from_seconds(seconds) }
    }

    /// One whose last day is not known; in seconds of 1970.
    pub(crate) fn from(seconds: u64) -> Self {
        Self { not_before: from_seconds(seconds), not_after: None }
    }

    /// Whether it is past its last day.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.not_after.is_some_and(|not_after| now > not_after)
    }

    /// Whether its first day is to come.
    pub fn is_to_come(&self, now: Timestamp) -> bool {
        self.not_before.is_some_and(|not_before| now < not_before)
    }
}

fn from_seconds(seconds: u64) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(seconds).ok()?).ok()
}

fn value(der: &[u8], expected: u8) -> Option<(&[u8], &[u8])> {
    let (tag, value, rest) = element(der)?;
    (tag == expected).then_some((value, rest))
}

/// Tag, value and what comes after it. Tags of several bytes do not come before the dates.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` after.
fn time(tag: u8, value: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let (year, rest) = match tag {
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i16 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let two = |at: usize| rest.get(at..at + 2)?.parse::<i8>().ok();
    let civil = DateTime::new(year, two(0)?, two(2)?, two(4)?, two(6)?, two(8)?, 0).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_date_are_read() {
        assert_eq!(time(UTC_TIME, b"261124141500Z"), "2026-11-24T14:15:00Z".parse().ok());
        assert_eq!(time(UTC_TIME, b"991231235959Z"), "1999-12-31T23:59:59Z".parse().ok());
        assert_eq!(time(GENERALIZED_TIME, b"20500101000000Z"), "2050-01-01T00:00:00Z".parse().ok());
        for wrong in [&b"261324141500Z"[..], b"261124141500", b"26112414Z", b"", b"Z", b"\xffZ"] {
            assert_eq!(time(UTC_TIME, wrong), None);
        }
    }

    #[test]
    fn the_dates_of_a_real_certificate_are_found() {
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2020, 2, 29);
        parameters.not_after = rcgen::date_time_ymd(2051, 1, 1);
        let made = parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap();
        let read = Certificate::from_der(made.der()).unwrap();
        assert_eq!(read.not_before, "2020-02-29T00:00:00Z".parse().ok());
        assert_eq!(read.not_after, "2051-01-01T00:00:00Z".parse().ok());
        for length in 0..120 {
            assert_eq!(Certificate::from_der(&made.der()[..length]), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Certificate::from_der(&bytes);
        }
    }
}
