//! An open-loop HTTP load generator without coordinated omission.
//!
//! A request is due at a moment that the rate decides, whether or not the server has answered the ones before
//! it, and its latency counts from that moment. A server that stalls for a second therefore shows a second in
//! the percentiles, not one slow sample for each connection. [`Pace::Max`] is the other kind: every connection
//! sends as soon as it has its answer, which finds the highest rate but hides stalls, so its latencies are
//! service times and no more.
//!
//! It speaks plain HTTP/1.1 over a bounded number of kept-alive connections, sends `GET` only, drains bodies
//! without looking at them, and follows no redirect.
//!
//! It refuses to send to a stranger: [`Guard`] judges the addresses that a name resolves to, and the run
//! connects to exactly those. It is bounded in time, in connections and, if wanted, in requests.
//!
//! A run does not fail once it has begun: refused, reset and late requests are what it is there to count.

mod connection;
mod pacer;
mod plan;
mod report;
mod run;
mod tally;
mod target;

pub use plan::{MAX_CONNECTIONS, MAX_DURATION, MAX_RATE, Pace, PaceError, Plan, PlanError};
pub use report::{ErrorKind, Latency, Report};
pub use run::run;
pub use target::{Guard, LAB_NETWORKS, Target, TargetError};
