//! What an agent in its node's own network sees, and what it asks.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use hops_agent::{Answer, HostShare, KUBELET_PORT, Node, Targets};
use hops_model::{Family, Observation, Outcome};
use hops_probe::tcp;

use crate::asked::Question;
use crate::kernel;
use crate::settings::Settings;
use crate::tries::{Rounds, Tried};

mod connections;
mod links;
mod routes;
mod switches;

use connections::Connections;
use switches::Switches;

const LIMIT: Duration = Duration::from_secs(1);
/// A kubelet writes a line about each connection that says nothing, so they are few as long as all is well.
const OF_KUBELET: Rounds = Rounds { first: 2, second: 4 };
const OF_SERVICE: Rounds = Rounds { first: 3, second: 0 };
/// Long enough for what the kernel sends again after one second.
const PATIENCE: Duration = Duration::from_millis(3200);
/// Slower than this was something sent again.
const SENT_AGAIN: Duration = Duration::from_millis(900);
const DNS_PORT: u16 = 53;

/// Counters of the last epoch.
#[derive(Debug, Default)]
pub(crate) struct Host {
    connections: Connections,
    switches: Switches,
}

impl Host {
    /// What is in the kernel's files.
    pub(crate) fn look(&mut self, targets: &Targets, node: &str) -> Vec<Answer> {
        let table = kernel::routes(&kernel::text("/proc/net/route"));
        let uplink = uplink(&table, targets, node);
        let routes = routes::look(&table, targets, node);
        let links = links::look(uplink.as_deref(), node);
        let switches = self.switches.look(uplink.as_deref(), node);
        let connections = self.connections.look(node);
        routes
            .into_iter()
            .chain([links, switches, connections].into_iter().flatten().map(Answer::own))
            .collect()
    }
}

/// The device by which a node reaches the others, or else the world.
fn uplink(table: &[kernel::Route], targets: &Targets, node: &str) -> Option<String> {
    let others = targets.nodes.iter().filter(|other| other.name != node);
    let address = others.map(|other| other.address).find_map(v4).unwrap_or(Ipv4Addr::new(192, 0, 2, 1));
    kernel::route_to(table, address).map(|route| route.device.clone())
}

fn v4(address: IpAddr) -> Option<Ipv4Addr> {
    match address {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

/// What a node asks of others.
pub(crate) fn questions<'t>(
    targets: &'t Targets,
    share: &HostShare<'t>,
    settings: &Settings,
) -> Vec<Question<'t>> {
    let node = &settings.node;
    let mut questions: Vec<Question<'t>> =
        share.kubelets.iter().copied().map(|to| of_kubelet(node.clone(), to)).collect();
    let dns = targets.dns.service.map(|address| (address, DNS_PORT));
    for address in dns.into_iter().chain(settings.api) {
        questions.push(of_service(node.clone(), address));
    }
    questions
}

fn of_kubelet(node: String, to: &Node) -> Question<'_> {
    Box::pin(async move {
        let address = (to.address, KUBELET_PORT);
        let tried = Tried::of(OF_KUBELET, || tcp::connect(address.into(), LIMIT)).await;
        let (ip, port) = address;
        let what = format!("TCP to the kubelet of {} at {ip}:{port}", to.name);
        let seen = tried.seen(what, "opened", |open| open.took);
        let outcome = tried.outcome(Family::NodeTcp);
        let subject = format!("{node} -> {}", to.name);
        let observation = outcome.map(|outcome| {
            let observation = Observation::new(Family::NodeTcp, subject, outcome, seen);
            observation.fact("from", &node).fact("to", &to.name).fact("port", port.to_string())
        });
        observation.map(|observation| Answer::about(observation, ip)).into_iter().collect()
    })
}

/// With more patience than elsewhere: a checksum that the network card should have computed shows as one, three or more
/// seconds, and only from a node itself.
fn of_service<'t>(node: String, address: (IpAddr, u16)) -> Question<'t> {
    Box::pin(async move {
        let (ip, port) = address;
        let tried = Tried::of(OF_SERVICE, || tcp::connect(address.into(), PATIENCE)).await;
        let seen =
            tried.seen(format_args!("TCP from the node itself to {ip}:{port}"), "opened", |open| open.took);
        let late = tried.answers().filter(|open| open.took >= SENT_AGAIN).count();
        let (all, answered) = tried.counts();
        let outcome = match tried.failure() {
            None if late == all => Some(Outcome::Slow),
            None => Some(Outcome::Ok),
            Some(_) if answered > 0 => Some(Outcome::Partial),
            Some(failure) => failure.kind.outcome(Family::HostService),
        };
        let subject = format!("{node} -> {ip}:{port}");
        let observation = outcome.map(|outcome| {
            let observation = Observation::new(Family::HostService, subject, outcome, seen);
            observation.fact("node", &node).fact("address", format!("{ip}:{port}"))
        });
        observation.map(|observation| Answer::about(observation, ip)).into_iter().collect()
    })
}
