//! From what the channel knows to what the views show.

use std::net::IpAddr;

use shop_rpc::{CallRecord, Channel, Outcome, State};
use tonic::Code;

use crate::views::hops::{Attempt, Endpoint, Resolution};

/// The last answer to the question for the target's addresses.
pub(crate) fn resolution(channel: &Channel) -> Resolution {
    let last = channel.resolution();
    // An address as target is its own answer: nobody was asked.
    let asked = last.at.filter(|_| last.name.parse::<IpAddr>().is_err());
    Resolution {
        name: last.name.clone(),
        addresses: last.addresses.clone(),
        took: asked.map(|_| last.took),
        age: asked.and_then(|at| at.elapsed().ok()),
        error: last.error.clone(),
    }
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
