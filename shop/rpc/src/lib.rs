//! The client side of gRPC over a headless name: DNS-fed balancing, deadline, retry budget, breaker.
//!
//! A [`Channel`] is the transport of tonic's generated clients. Behind it one task asks DNS for the
//! target's addresses and one task per address keeps an HTTP/2 connection. An address is chosen only
//! while its connection has answered a PING and its breaker lets calls through; among those, the one
//! with the fewest calls in flight.
//!
//! Refuses: streaming (an answer is read whole, inside the deadline), messages above the limits of
//! [`ChannelConfig`], TLS. Fails: always with a [`tonic::Status`]. `DEADLINE_EXCEEDED` when the budget is
//! spent, `UNAVAILABLE` at once when no endpoint is ready and none is about to be.
//!
//! tonic's own channel is not used: its balancer cannot see load, it does not resolve names again, and
//! its time-outs come out as `CANCELLED`.

mod backoff;
mod breaker;
mod call;
mod channel;
mod config;
mod connection;
mod deadline;
mod directory;
mod endpoint;
mod exchange;
mod metrics;
mod record;
mod resolver;
mod retry;
mod target;
mod trial;

pub use breaker::Unjudged;
pub use channel::Channel;
pub use config::{BreakerConfig, ChannelConfig, KeepaliveConfig, ReconnectConfig, RetryConfig};
pub use deadline::Deadline;
pub use endpoint::{EndpointState, State};
pub use metrics::ChannelMetrics;
pub use record::{Attempt, CallRecord, Outcome};
pub use resolver::Resolution;
pub use retry::Idempotent;
pub use target::{Target, TargetError};
