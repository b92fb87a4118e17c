//! Percent-encoding for the one place that needs it: a visitor's words in the address of a search.

use std::fmt::Write;

/// Encodes a value as `application/x-www-form-urlencoded` has it (WHATWG URL §5.2).
pub fn encode_query_value(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => write!(encoded, "%{byte:02X}").expect("a string takes whatever is written to it"),
        }
    }
    encoded
}
