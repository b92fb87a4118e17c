//! The name and port that a channel calls.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use thiserror::Error;

/// Longest name in its text form (RFC 1035 §2.3.4).
const MAX_NAME: usize = 253;
/// Longest part between two dots (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// Needs no name server.
    Address(IpAddr),
    /// The loopback address, whatever a name server would say (RFC 6761 §6.3).
    Localhost,
    /// Resolved by DNS.
    Name(String),
}

/// A target that cannot be called.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TargetError {
    /// Nothing before the port, or nothing at all.
    #[error("the host is missing in `{text}`")]
    HostMissing {
        /// What was given.
        text: String,
    },
    /// A URL instead of a name: DNS would be asked for a name that cannot exist.
    #[error("`{text}` has the URL scheme `{scheme}`, a target has none\nhint: write `{rest}`")]
    Scheme {
        /// What was given.
        text: String,
        /// The part before `://`.
        scheme: String,
        /// What was probably meant.
        rest: String,
    },
    /// Not 1 to 65535.
    #[error("the port `{port}` in `{text}` is not a number from 1 to 65535")]
    Port {
        /// What was given.
        text: String,
        /// The part after the last colon.
        port: String,
    },
    /// Not a name that DNS can hold (RFC 1123 §2.1, and `_` as Kubernetes allows in SRV names).
    #[error(
        "`{host}` is not a host name\nhint: letters, digits, `-` and `_` in parts of 1 to 63, joined by dots"
    )]
    Host {
        /// The part that was taken for the host.
        host: String,
    },
}

impl Target {
    /// Reads `host` or `host:port`; an IPv6 address with a port stands in brackets.
    ///
    /// # Errors
    /// When the text holds a URL scheme or a path, or no host, or a port out of range.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, TargetError> {
        let text = text.trim();
        if let Some((scheme, rest)) = text.split_once("://") {
            let rest = rest.split('/').next().unwrap_or(rest);
            return Err(TargetError::Scheme {
                text: text.to_owned(),
                scheme: scheme.to_owned(),
                rest: rest.to_owned(),
            });
        }
        if let Ok(address) = text.parse::<Ipv6Addr>() {
            return Ok(Self { host: Host::Address(address.into()), port: default_port });
        }
        let (host, port) = match split_port(text) {
            Some((host, port)) => (host, parse_port(text, port)?),
            None => (text, default_port),
        };
        if host.is_empty() {
            return Err(TargetError::HostMissing { text: text.to_owned() });
        }
        Ok(Self { host: parse_host(host)?, port })
    }

    /// The host as it was written, an address without brackets.
    pub fn host(&self) -> String {
        match &self.host {
            Host::Address(address) => address.to_string(),
            Host::Localhost => "localhost".to_owned(),
            Host::Name(name) => name.clone(),
        }
    }

    /// The port, for every address of the host.
    pub fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn kind(&self) -> &Host {
        &self.host
    }
}

/// As it can be parsed again, and as the `:authority` of a request has it (RFC 9113 §8.3.1).
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]:{}", self.port),
            _ => write!(f, "{}:{}", self.host(), self.port),
        }
    }
}

/// A bracketed host keeps its colons.
fn split_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    (!port.contains(']')).then_some((host, port))
}

fn parse_port(text: &str, port: &str) -> Result<u16, TargetError> {
    let refused = || TargetError::Port { text: text.to_owned(), port: port.to_owned() };
    // `u16::from_str` takes a plus sign, which no port has.
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused());
    }
    match port.parse() {
        Ok(0) | Err(_) => Err(refused()),
        Ok(port) => Ok(port),
    }
}

fn parse_host(host: &str) -> Result<Host, TargetError> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let refused = || TargetError::Host { host: host.to_owned() };
    if let Some(bare) = bare {
        let address = bare.parse::<Ipv6Addr>().map_err(|_| refused())?;
        return Ok(Host::Address(address.into()));
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(Host::Address(address));
    }
    if host.eq_ignore_ascii_case("localhost") {
        return Ok(Host::Localhost);
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let all_digits = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if name.len() > MAX_NAME || all_digits || !name.split('.').all(is_label) {
        return Err(refused());
    }
    Ok(Host::Name(host.to_ascii_lowercase()))
}

fn is_label(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=MAX_LABEL).contains(&label.len())
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests;
