//! Parsers for the values of settings. Each says in its error what it would have taken.

use std::convert::Infallible;
use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;

/// A text that is not what a setting takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct ParseError(pub String);

/// A whole number with a unit: `250ms`, `5s`, `15min`, `2h`, and `0`.
///
/// # Errors
/// Anything else, and what overflows 64 bits of milliseconds.
pub fn duration(text: &str) -> Result<Duration, ParseError> {
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let milliseconds = with_unit(text, &[("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)]);
    milliseconds
        .map(Duration::from_millis)
        .ok_or_else(|| expected("a duration like `250ms`, `5s`, `15min` or `2h`"))
}

/// A whole number of bytes: `65536`, `64KiB`, `2MiB`, `1GiB`.
///
/// # Errors
/// Anything else, and what does not fit into an address.
pub fn byte_size(text: &str) -> Result<usize, ParseError> {
    with_unit(text, &[("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)])
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(|| expected("a size like `65536`, `64KiB` or `2MiB`"))
}

/// An IP address with a port: `0.0.0.0:5000`, `[::1]:0`.
///
/// # Errors
/// Anything else; names are not resolved.
pub fn socket_address(text: &str) -> Result<SocketAddr, ParseError> {
    text.parse().map_err(|_| expected("an IP address and a port like `127.0.0.1:5000` or `[::]:5000`"))
}

/// `true` or `false`.
///
/// # Errors
/// Anything else.
pub fn boolean(text: &str) -> Result<bool, ParseError> {
    text.parse().map_err(|_| expected("`true` or `false`"))
}

/// A parser of whole numbers within `range`.
pub fn number_in<N>(range: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, ParseError>
where
    N: FromStr + PartialOrd + Display,
{
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(expected(format!("a whole number from {} to {}", range.start(), range.end()))),
    }
}

/// A parser of one of a few words.
pub fn one_of<T: Copy>(words: &'static [(&'static str, T)]) -> impl Fn(&str) -> Result<T, ParseError> {
    move |text| {
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            expected(words.join(" or "))
        })
    }
}

/// Any text.
///
/// # Errors
/// None.
pub fn text(text: &str) -> Result<String, Infallible> {
    Ok(text.to_owned())
}

/// A path. Whether something is there is found out by whoever opens it.
///
/// # Errors
/// None.
pub fn path(text: &str) -> Result<PathBuf, Infallible> {
    Ok(PathBuf::from(text))
}

/// A text that is never printed.
///
/// # Errors
/// None.
pub fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::from(text))
}

fn expected(what: impl Into<String>) -> ParseError {
    ParseError(what.into())
}

/// A whole number followed by one of `units`, as a multiple of the smallest.
fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = units.iter().find(|(name, _)| *name == unit)?.1;
    number.parse::<u64>().ok()?.checked_mul(factor)
}
