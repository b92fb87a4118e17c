//! From what the channel knows to what the views show.

use std::{net::IpAddr, time::Duration};

use shop_rpc::{CallRecord, Channel, Outcome, State};
use tonic::Code;

use crate::views::hops::{Attempt, Endpoint, Resolution};

/// The last answer to the question for the target's addresses, which all calls share.
pub(crate) fn resolution(channel: &Channel) -> Resolution {
    let last = channel.resolution();
    let age = last.at.and_then(|at| at.elapsed().ok());
    Resolution { age: age.filter(|_| needs_asking(&last)), ..shown(&last) }
}

/// The answer to a question asked now, for this request alone. No age: it belongs to the request.
pub(super) async fn fresh_resolution(channel: &Channel, limit: Duration) -> Resolution {
    shown(&channel.look_up(limit).await)
}

fn shown(resolution: &shop_rpc::Resolution) -> Resolution {
    let was_asked = resolution.at.is_some() && needs_asking(resolution);
    Resolution {
        name: resolution.name.clone(),
        addresses: resolution.addresses.clone(),
        took: was_asked.then_some(resolution.took),
        age: None,
        error: resolution.error.clone(),
    }
}

/// An address as target is its own answer: nobody is asked.
fn needs_asking(resolution: &shop_rpc::Resolution) -> bool {
    resolution.name.parse::<IpAddr>().is_err()
}

/// The endpoints and their state.
pub(crate) fn endpoints(channel: &Channel) -> Vec<Endpoint> {
    let shown = |endpoint: shop_rpc::EndpointState| Endpoint {
        address: endpoint.address,
        state: words(endpoint.state).to_owned(),
        usable: matches!(endpoint.state, State::Ready | State::HalfOpen),
        in_flight: endpoint.in_flight,
    };
    channel.endpoints().into_iter().map(shown).collect()
}

/// The attempts of one call.
pub(super) fn attempts(record: &CallRecord) -> Vec<Attempt> {
    let shown = |attempt: shop_rpc::Attempt| Attempt {
        endpoint: attempt.endpoint,
        started_after: attempt.started_after,
        took: attempt.took,
        outcome: attempt.outcome.to_string(),
        answered: attempt.outcome == Outcome::Answered(Code::Ok),
    };
    record.attempts().into_iter().map(shown).collect()
}

fn words(state: State) -> &'static str {
    match state {
        State::Ready => "ready",
        State::HalfOpen => "on probation",
        State::Open => "breaker open",
        State::Connecting => "connecting",
        State::Unreachable => "unreachable",
    }
}
