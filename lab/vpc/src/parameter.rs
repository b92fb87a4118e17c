//! Kernel parameters of a network namespace: files below `/proc/sys`.

use std::fs;

use crate::NetworkError;

/// Writes parameters in the network namespace of the thread that calls.
pub(crate) fn write_all(parameters: &[(String, u32)]) -> Result<(), NetworkError> {
    for (parameter, value) in parameters {
        fs::write(format!("/proc/sys/{parameter}"), value.to_string()).map_err(|source| {
            NetworkError::Parameter { parameter: format!("{parameter}={value}"), source }
        })?;
    }
    Ok(())
}

/// What lets a namespace forward packets whatever the host's own parameters are, which it begins with.
pub(crate) fn of_a_forwarder() -> Vec<(String, u32)> {
    vec![
        ("net/ipv4/ip_forward".to_owned(), 1),
        // The source/destination check is the router's, by rule.
        ("net/ipv4/conf/all/rp_filter".to_owned(), 0),
        ("net/ipv4/conf/default/rp_filter".to_owned(), 0),
    ]
}
