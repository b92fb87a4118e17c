//! A snapshot: all lists at once, each bounded in pages, all of them in time.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::Cluster;
use super::wire::{Call, Right};
use crate::certificate::Seen;
use crate::{Kind, Problem, Snapshot};

mod missing;

use missing::Missing;

/// For everything together. What has come by then is kept.
const BUDGET: Duration = Duration::from_secs(4);
const PAGE: usize = 500;
/// 20,000 objects of a kind.
const MOST_PAGES: usize = 40;
/// Of kube-system, whether or not they are there: how the cluster was set up.
pub(crate) const CONFIG_MAPS: [&str; 4] = ["coredns", "kube-proxy", "kubeadm-config", "kubelet-config"];

/// A list and what it ended with.
struct Listed<T> {
    items: Vec<T>,
    problem: Option<Problem>,
}

#[derive(Deserialize)]
struct Page<T> {
    #[serde(default)]
    metadata: PageMetadata,
    /// Lists without an item of some kinds are `null`.
    items: Option<Vec<T>>,
}

#[derive(Default, Deserialize)]
struct PageMetadata {
    #[serde(default, rename = "continue")]
    next: Option<String>,
}

impl Cluster {
    /// All lists at once, each bounded in pages and all of them in time. Never fails: what cannot be listed is in
    /// [`Snapshot::unseen`].
    pub async fn snapshot(&self) -> Snapshot {
        let began = Instant::now();
        let end = began + BUDGET;
        let mut snapshot = Snapshot {
            server: self.inner.server.clone(),
            taken: Timestamp::now(),
            client_certificate: self.inner.client_certificate,
            ..Snapshot::default()
        };
        let (core, workloads, network, peer, version) = tokio::join!(
            Box::pin(self.core(end)),
            Box::pin(self.workloads(end)),
            Box::pin(self.network(end)),
            self.look_at_peer(),
            tokio::time::timeout_at(end, self.version())
        );
        let mut missing = Missing::default();
        core(&mut snapshot, &mut missing);
        workloads(&mut snapshot, &mut missing);
        network(&mut snapshot, &mut missing);
        snapshot.clock = version.ok().and_then(Result::ok).flatten();
        match peer {
            Some(Seen::Good(certificate) | Seen::OfAnotherDay(certificate)) => {
                snapshot.certificate = Some(certificate);
            }
            Some(Seen::Nothing(problem)) => missing.certificate = Some(problem),
            None => {}
        }
        missing.tell(&mut snapshot);
        snapshot.took = began.elapsed();
        snapshot
    }

    async fn core(&self, end: Instant) -> impl FnOnce(&mut Snapshot, &mut Missing) + use<> {
        let (pods, services, nodes, namespaces, config_maps) = tokio::join!(
            self.list(end, "", "v1", "pods"),
            self.list(end, "", "v1", "services"),
            self.list(end, "", "v1", "nodes"),
            self.list(end, "", "v1", "namespaces"),
            self.config_maps(end),
        );
        move |snapshot, missing| {
            snapshot.pods = missing.take(Kind::Pods, pods);
            snapshot.services = missing.take(Kind::Services, services);
            snapshot.nodes = missing.take(Kind::Nodes, nodes);
            snapshot.namespaces = missing.take(Kind::Namespaces, namespaces);
            snapshot.config_maps = missing.take(Kind::ConfigMaps, config_maps);
        }
    }

    async fn workloads(&self, end: Instant) -> impl FnOnce(&mut Snapshot, &mut Missing) + use<> {
        let (deployments, replica_sets, daemon_sets, stateful_sets) = tokio::join!(
            self.list(end, "apps", "v1", "deployments"),
            self.list(end, "apps", "v1", "replicasets"),
            self.list(end, "apps", "v1", "daemonsets"),
            self.list(end, "apps", "v1", "statefulsets"),
        );
        move |snapshot, missing| {
            snapshot.deployments = missing.take(Kind::Deployments, deployments);
            snapshot.replica_sets = missing.take(Kind::ReplicaSets, replica_sets);
            snapshot.daemon_sets = missing.take(Kind::DaemonSets, daemon_sets);
            snapshot.stateful_sets = missing.take(Kind::StatefulSets, stateful_sets);
        }
    }

    async fn network(&self, end: Instant) -> impl FnOnce(&mut Snapshot, &mut Missing) + use<> {
        let (endpoint_slices, network_policies, ip_pools) = tokio::join!(
            self.list(end, "discovery.k8s.io", "v1", "endpointslices"),
            self.list(end, "networking.k8s.io", "v1", "networkpolicies"),
            self.list(end, "crd.projectcalico.org", "v1", "ippools"),
        );
        move |snapshot, missing| {
            snapshot.endpoint_slices = missing.take(Kind::EndpointSlices, endpoint_slices);
            snapshot.network_policies = missing.take(Kind::NetworkPolicies, network_policies);
            snapshot.ip_pools = missing.take(Kind::IpPools, ip_pools);
        }
    }

    async fn look_at_peer(&self) -> Option<Seen> {
        match &self.inner.peer {
            Some(peer) => Some(peer.look(self.inner.request_timeout.min(BUDGET)).await),
            None => None,
        }
    }

    async fn list<T: DeserializeOwned>(
        &self,
        end: Instant,
        group: &'static str,
        version: &str,
        resource: &'static str,
    ) -> Listed<T> {
        let root =
            if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
        let mut items = Vec::new();
        let mut next = String::new();
        for _ in 0..MOST_PAGES {
            let path = format!("{root}/{resource}?limit={PAGE}{next}");
            let call = Call::get(Right::Of { group, resource, verb: "list" }, path);
            match self.page::<T>(end, &call).await {
                Ok(page) => {
                    items.extend(page.items.unwrap_or_default());
                    match page.metadata.next.filter(|token| !token.is_empty()) {
                        Some(token) => next = format!("&continue={}", escape(&token)),
                        None => return Listed { items, problem: None },
                    }
                }
                // A kind that the server does not have has no objects.
                Err(Problem::NotFound) if items.is_empty() => return Listed { items, problem: None },
                Err(problem) => return Listed { items, problem: Some(problem) },
            }
        }
        let problem = Problem::Malformed(format!("it has more than {} objects", PAGE * MOST_PAGES));
        Listed { items, problem: Some(problem) }
    }

    async fn page<T: DeserializeOwned>(&self, end: Instant, call: &Call<'_>) -> Result<Page<T>, Problem> {
        let answer = tokio::time::timeout_at(end, self.call(call)).await;
        answer.unwrap_or(Err(Problem::TimedOut(BUDGET)))?.json()
    }

    async fn config_maps<T: DeserializeOwned>(&self, end: Instant) -> Listed<T> {
        let asked = CONFIG_MAPS.map(|name| async move {
            let right = Right::Of { group: "", resource: "configmaps", verb: "get" };
            let call = Call::get(right, format!("/api/v1/namespaces/kube-system/configmaps/{name}"));
            let answer = tokio::time::timeout_at(end, self.call(&call)).await;
            match answer.unwrap_or(Err(Problem::TimedOut(BUDGET))) {
                Ok(answer) => answer.json::<T>().map(Some),
                Err(Problem::NotFound) => Ok(None),
                Err(problem) => Err(problem),
            }
        });
        let mut listed = Listed { items: Vec::new(), problem: None };
        for read in join_all(asked).await {
            match read {
                Ok(item) => listed.items.extend(item),
                Err(problem) => listed.problem = Some(problem),
            }
        }
        listed
    }
}

/// A token of the server's, as a part of a query.
fn escape(token: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escaped = token
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    escaped.collect()
}
