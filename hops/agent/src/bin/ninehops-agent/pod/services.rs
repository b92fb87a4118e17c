//! Services that workloads call, and the pods behind them.

use std::net::IpAddr;

use hops_agent::{Answer, Endpoint, Service, Share};
use hops_model::Family;
use hops_probe::grpc;

use super::{Here, LIMIT, observation, tcp_tries};
use crate::asked::Question;
use crate::tries::{Rounds, Tried};

/// A Service's address hands each connection to another pod.
const OF_SERVICE: Rounds = Rounds { first: 6, second: 8 };
const OF_ENDPOINT: Rounds = Rounds { first: 2, second: 4 };
const OF_HEALTH: Rounds = Rounds { first: 1, second: 3 };

pub(super) fn questions<'t>(here: &Here, share: &Share<'t>) -> Vec<Question<'t>> {
    let mut questions: Vec<Question<'t>> = Vec::new();
    for service in &share.services {
        questions.extend(service.address.map(|address| of_service(here.clone(), service, address)));
    }
    for (service, endpoint) in &share.endpoints {
        questions.push(of_endpoint(here.clone(), service, endpoint));
        if service.grpc {
            questions.push(of_health(here.clone(), endpoint));
        }
    }
    questions
}

fn of_service(here: Here, service: &Service, address: IpAddr) -> Question<'_> {
    Box::pin(async move {
        let tried = tcp_tries((address, service.port), OF_SERVICE).await;
        let (name, port) = (&service.name, service.port);
        let seen = tried.seen(format_args!("TCP to {name} at {address}:{port}"), "opened", |open| open.took);
        let subject = format!("{} -> {name}:{port}", here.node);
        let observation = observation(Family::Service, subject, &tried, |open| open.took, seen);
        let observation = observation.map(|observation| {
            observation
                .fact("node", &here.node)
                .fact("service", name)
                .fact("address", format!("{address}:{port}"))
        });
        observation.map(|observation| Answer::about(observation, address)).into_iter().collect()
    })
}

fn of_endpoint<'t>(here: Here, service: &'t Service, endpoint: &'t Endpoint) -> Question<'t> {
    Box::pin(async move {
        let Endpoint { address, port, pod, node } = endpoint;
        let tried = tcp_tries((*address, *port), OF_ENDPOINT).await;
        let what = format!("TCP to {pod} of {} at {address}:{port} on {node}", service.name);
        let seen = tried.seen(what, "opened", |open| open.took);
        let subject = format!("{} -> {pod}:{port}", here.node);
        let observation = observation(Family::Endpoint, subject, &tried, |open| open.took, seen);
        let observation = observation.map(|observation| {
            observation.fact("node", &here.node).fact("pod", pod).fact("address", format!("{address}:{port}"))
        });
        observation.map(|observation| Answer::about(observation, *address)).into_iter().collect()
    })
}

fn of_health(here: Here, endpoint: &Endpoint) -> Question<'_> {
    Box::pin(async move {
        let Endpoint { address, port, pod, node } = endpoint;
        let health = || async {
            let health = grpc::health((*address, *port).into(), "", LIMIT).await?;
            health.accepted()
        };
        let tried = Tried::of(OF_HEALTH, health).await;
        let what = format!("gRPC health of {pod} at {address}:{port} on {node}");
        let seen = tried.seen(what, "answered", |health| health.took);
        let subject = format!("{} -> {pod}:{port}", here.node);
        let observation = observation(Family::Grpc, subject, &tried, |health| health.took, seen);
        let observation = observation.map(|observation| {
            observation.fact("node", &here.node).fact("address", format!("{address}:{port}"))
        });
        observation.map(|observation| Answer::about(observation, *address)).into_iter().collect()
    })
}
