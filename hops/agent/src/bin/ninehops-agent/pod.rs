//! The questions of an agent in the pod network.

use std::net::IpAddr;
use std::time::Duration;

use hops_agent::{Answer, Share, Targets};
use hops_model::{Family, Observation, Outcome};
use hops_probe::tcp;

use crate::asked::Question;
use crate::kernel;
use crate::settings::Settings;
use crate::tries::{Rounds, Tried};

mod dns;
mod names;
mod peer;
mod services;

/// How long one try may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(1);
/// Who answers only later than this is slow, however long the way.
const SLOW: Duration = Duration::from_millis(500);
const DNS_PORT: u16 = 53;

/// What is the same for every question.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    pub(crate) node: String,
    /// The cluster's domain, as kubelet wrote it into this pod's `resolv.conf`.
    pub(crate) domain: String,
    /// The API server's own Service.
    pub(crate) api: Option<IpAddr>,
    /// The longest packet that this pod's device takes.
    pub(crate) mtu: usize,
}

/// All that a node asks.
pub(crate) fn questions<'t>(
    targets: &'t Targets,
    share: &Share<'t>,
    settings: &Settings,
) -> Vec<Question<'t>> {
    let here = Here {
        node: settings.node.clone(),
        domain: dns::domain(&kernel::text("/etc/resolv.conf")),
        api: settings.api.map(|(address, _)| address),
        mtu: kernel::own_mtu(),
    };
    let mut questions: Vec<Question<'t>> = Vec::new();
    questions.extend(same_node(&here, share));
    for peer in &share.peers {
        questions.extend(peer::question(&here, targets.node(&here.node), peer));
    }
    questions.extend(dns::questions(&here, targets, share));
    questions.extend(names::questions(&here, targets, share));
    questions.extend(services::questions(&here, share));
    questions
}

/// Any pod of this node that is known to listen.
fn same_node<'t>(here: &Here, share: &Share<'t>) -> Option<Question<'t>> {
    let dns = share.dns_local.iter().map(|pod| (pod.address, DNS_PORT));
    let endpoints = share.endpoints.iter().filter(|(_, endpoint)| endpoint.node == here.node);
    let (address, port) = dns.chain(endpoints.map(|(_, pod)| (pod.address, pod.port))).next()?;
    let node = here.node.clone();
    Some(Box::pin(async move {
        let rounds = Rounds { first: 1, second: 3 };
        let tried = Tried::of(rounds, || tcp::connect((address, port).into(), LIMIT)).await;
        let family = Family::PodSameNode;
        // A refusal came from that pod: the way to it is open, and why nobody listens is another question.
        let outcome = match tried.outcome(family) {
            Some(Outcome::Refused) => Some(Outcome::Ok),
            outcome => outcome,
        };
        let seen =
            tried.seen(format_args!("TCP to {address}:{port} on this node"), "opened", |open| open.took);
        let observation = outcome.map(|outcome| {
            Observation::new(family, format!("node {node}"), outcome, seen).fact("node", &node)
        });
        observation.map(|observation| Answer::about(observation, address)).into_iter().collect()
    }))
}

/// Of `family`, with its word and how long the fastest answer took; nothing where nothing was learned.
fn observation<T>(
    family: Family,
    subject: impl Into<String>,
    tried: &Tried<T>,
    took: impl Fn(&T) -> Duration,
    seen: String,
) -> Option<Observation> {
    let mut outcome = tried.outcome(family)?;
    let fastest = tried.fastest(took);
    let is_slow = fastest.is_some_and(|fastest| fastest >= SLOW);
    if outcome == Outcome::Ok && is_slow && family.row().outcomes.contains(&Outcome::Slow) {
        outcome = Outcome::Slow;
    }
    let observation = Observation::new(family, subject, outcome, seen);
    Some(match fastest {
        Some(fastest) => observation.took(fastest),
        None => observation,
    })
}

/// TCP to an address, tried in rounds.
async fn tcp_tries(address: (IpAddr, u16), rounds: Rounds) -> Tried<tcp::Reached> {
    Tried::of(rounds, || tcp::connect(address.into(), LIMIT)).await
}
