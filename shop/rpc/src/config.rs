//! What a channel may be told.

use std::{net::SocketAddr, time::Duration};

use crate::Target;

/// Settings of a [`Channel`](crate::Channel). [`ChannelConfig::new`] gives the defaults.
#[derive(Debug, Clone)]
pub struct ChannelConfig {
    /// Whom to call.
    pub target: Target,
    /// Budget of a call, from its start to its whole answer, retry included. Default 250 ms; a call
    /// overrides it with a [`Deadline`](crate::Deadline).
    pub deadline: Duration,
    /// Budget of a TCP connection and, apart, of the first PING on it. Default 250 ms.
    pub connect_timeout: Duration,
    /// Time between two questions to DNS, ± 20 %, while an endpoint is ready. Default 5 s.
    pub resolve_every: Duration,
    /// The name server to ask instead of the system's.
    pub nameserver: Option<SocketAddr>,
    /// PINGs on a connection.
    pub keepalive: KeepaliveConfig,
    /// Pauses between connection attempts.
    pub reconnect: ReconnectConfig,
    /// When a call is sent a second time.
    pub retry: RetryConfig,
    /// When an endpoint is left out.
    pub breaker: BreakerConfig,
    /// Longest request message, in bytes with its five-byte prefix. Default 64 KiB.
    pub max_request: usize,
    /// Longest answer, in bytes with its five-byte prefix. Default 4 MiB, as gRPC has it.
    pub max_answer: usize,
}

/// HTTP/2 PINGs (RFC 9113 §6.7), sent also while no call is in flight.
#[derive(Debug, Clone, Copy)]
pub struct KeepaliveConfig {
    /// Time between two PINGs. Default 10 s.
    pub every: Duration,
    /// A connection without an answer to a PING for so long is given up. Default 3 s.
    pub timeout: Duration,
    /// The same for the PING that follows a call without an answer. Default 500 ms: the sooner a
    /// stopped peer is given up, the fewer calls wait for it.
    pub suspicion_timeout: Duration,
}

/// Exponential pauses with jitter.
#[derive(Debug, Clone, Copy)]
pub struct ReconnectConfig {
    /// The first pause. Default 50 ms.
    pub first: Duration,
    /// The longest pause. Default 500 ms, so that an endpoint is found again within a second.
    pub at_most: Duration,
}

/// At most one retry a call, and in the long run only for a share of the calls.
#[derive(Debug, Clone, Copy)]
pub struct RetryConfig {
    /// Retries allowed per hundred calls. Default 10.
    pub percent: u32,
    /// Retries that may be saved up. Default 10.
    pub burst: u32,
    /// No retry with less budget left, and at that moment one beside an attempt that is still silent.
    /// Default 100 ms.
    pub min_remaining: Duration,
}

/// A breaker per endpoint: it opens after failures in a row or at a rate of failures.
#[derive(Debug, Clone, Copy)]
pub struct BreakerConfig {
    /// Failures in a row that open it. Default 5.
    pub consecutive_failures: u32,
    /// Failures per hundred calls of the window that open it. Default 50.
    pub error_percent: u32,
    /// Calls in the window below which the rate says nothing. Default 20.
    pub min_calls: u32,
    /// Length of the window. Default 10 s.
    pub window: Duration,
    /// Time until it lets one call through on probation, plus up to 20 %. Doubles with each probation
    /// that fails. Default 1 s.
    pub open_for: Duration,
    /// The longest such time. Default 10 s.
    pub open_at_most: Duration,
}

impl ChannelConfig {
    /// The defaults for a target.
    pub fn new(target: Target) -> Self {
        Self {
            target,
            deadline: Duration::from_millis(250),
            connect_timeout: Duration::from_millis(250),
            resolve_every: Duration::from_secs(5),
            nameserver: None,
            keepalive: KeepaliveConfig::default(),
            reconnect: ReconnectConfig::default(),
            retry: RetryConfig::default(),
            breaker: BreakerConfig::default(),
            max_request: 64 * 1024,
            max_answer: 4 * 1024 * 1024,
        }
    }
}

impl Default for KeepaliveConfig {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(10),
            timeout: Duration::from_secs(3),
            suspicion_timeout: Duration::from_millis(500),
        }
    }
}

impl Default for ReconnectConfig {
    fn default() -> Self {
        Self { first: Duration::from_millis(50), at_most: Duration::from_millis(500) }
    }
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self { percent: 10, burst: 10, min_remaining: Duration::from_millis(100) }
    }
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self {
            consecutive_failures: 5,
            error_percent: 50,
            min_calls: 20,
            window: Duration::from_secs(10),
            open_for: Duration::from_secs(1),
            open_at_most: Duration::from_secs(10),
        }
    }
}
