//! The endpoints known, and the choice between them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwap;
use http::{Uri, uri};
use shop_service::Tasks;
use tokio::{
    sync::Notify,
    task::AbortHandle,
    time::{Instant, timeout_at},
};

use crate::{
    ChannelConfig, ChannelMetrics,
    endpoint::{self, Endpoint, Reservation, State},
};

/// Shared between the calls, the resolver and the tasks of the endpoints.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) config: ChannelConfig,
    pub(crate) tasks: Tasks,
    pub(crate) metrics: ChannelMetrics,
    /// The target, as requests name it.
    authority: uri::Authority,
    /// Asks the resolver not to wait for its next turn.
    pub(crate) resolve_soon: Notify,
    members: Mutex<HashMap<SocketAddr, Member>>,
    /// The members for the calls, which take no lock: sorted by address.
    endpoints: ArcSwap<Vec<Arc<Endpoint>>>,
    /// Where the next choice starts to look.
    turn: AtomicUsize,
    /// Whether the resolver has had its first answer, good or bad.
    resolved: AtomicBool,
    change: Notify,
}

#[derive(Debug)]
struct Member {
    endpoint: Arc<Endpoint>,
    life: AbortHandle,
    /// Whether DNS still names it.
    listed: bool,
}

/// No call could be sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// No endpoint is ready and none is about to be.
    NoneReady,
    /// None became ready before the deadline.
    Deadline,
}

impl Directory {
    pub(crate) fn new(config: ChannelConfig, tasks: Tasks, metrics: ChannelMetrics) -> Self {
        let authority = config.target.to_string();
        Self {
            authority: authority.try_into().expect("what a target may hold, an authority may"),
            config,
            tasks,
            metrics,
            resolve_soon: Notify::new(),
            members: Mutex::default(),
            endpoints: ArcSwap::default(),
            turn: AtomicUsize::new(0),
            resolved: AtomicBool::new(false),
            change: Notify::new(),
        }
    }

    /// The URI of a request to the target. HTTP/2 wants scheme and authority (RFC 9113 §8.3.1), and tonic
    /// leaves both to the transport.
    pub(crate) fn absolute(&self, relative: &Uri) -> Uri {
        let mut parts = relative.clone().into_parts();
        parts.scheme = Some(uri::Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        parts.path_and_query.get_or_insert_with(|| uri::PathAndQuery::from_static("/"));
        Uri::from_parts(parts).expect("scheme, authority and path are a URI")
    }

    /// The members of the moment, sorted by address.
    pub(crate) fn endpoints(&self) -> Arc<Vec<Arc<Endpoint>>> {
        self.endpoints.load_full()
    }

    /// Makes these addresses the members. One that is new gets a task; one that is gone takes no more
    /// calls from now on, and completes those in flight.
    pub(crate) fn set_addresses(self: &Arc<Self>, addresses: &[SocketAddr]) {
        let mut members = self.members();
        members.retain(|address, member| {
            let stays = addresses.contains(address);
            if !stays {
                member.life.abort();
            }
            stays
        });
        for address in addresses {
            let member = members.entry(*address).or_insert_with(|| self.new_member(*address));
            member.listed = true;
        }
        self.publish(&members);
    }

    /// DNS knows no address any more. A connection that works is worth more than an empty answer, so a
    /// member that is connected stays until its connection ends; the others go.
    pub(crate) fn set_none(&self) {
        let mut members = self.members();
        members.retain(|_, member| {
            member.listed = false;
            let stays = !matches!(member.endpoint.state(), State::Connecting | State::Unreachable);
            if !stays {
                member.life.abort();
            }
            stays
        });
        self.publish(&members);
    }

    /// Tells those who wait that the resolver has had an answer, or an endpoint another state.
    pub(crate) fn changed(&self) {
        self.metrics.refresh(&self.endpoints);
        self.change.notify_waiters();
    }

    pub(crate) fn mark_resolved(&self) {
        self.resolved.store(true, Ordering::Release);
        self.changed();
    }

    /// Removes an endpoint without a connection that DNS does not name.
    pub(crate) fn drop_if_unlisted(&self, endpoint: &Endpoint) -> bool {
        let mut members = self.members();
        let unlisted = members.get(&endpoint.address).is_none_or(|member| !member.listed);
        if unlisted {
            members.remove(&endpoint.address);
            self.publish(&members);
        }
        unlisted
    }

    /// Reserves the endpoint with the fewest calls in flight; of equals the next in turn.
    fn pick_any(&self) -> Option<Reservation> {
        self.pick(self.turn.fetch_add(1, Ordering::Relaxed), |_| true)
    }

    /// The same without one endpoint, for a second attempt. Takes no turn: retries must not push the
    /// first attempts of other calls towards the same endpoint.
    pub(crate) fn pick_other(&self, avoided: SocketAddr) -> Option<Reservation> {
        self.pick(self.turn.load(Ordering::Relaxed), |endpoint| endpoint.address != avoided)
    }

    /// With the few endpoints that a service has, all are looked at: two random choices would balance
    /// less evenly. The turn goes round those that are available, or the neighbour of one that is not
    /// would get its share.
    fn pick(&self, turn: usize, wanted: impl Fn(&Endpoint) -> bool) -> Option<Reservation> {
        let now = Instant::now();
        let endpoints = self.endpoints.load();
        let available: Vec<_> = endpoints.iter().filter(|it| wanted(it) && it.is_available(now)).collect();
        let (before, after) = available.split_at(turn.checked_rem(available.len())?);
        let in_turn = || after.iter().chain(before);
        let best = in_turn().min_by_key(|endpoint| endpoint.in_flight())?;
        // It may have been taken in between; then any will do.
        best.reserve(now).or_else(|| in_turn().find_map(|endpoint| endpoint.reserve(now)))
    }

    /// An endpoint for a call. Waits while one is about to become ready, and only then.
    pub(crate) async fn acquire(&self, deadline: Instant) -> Result<Reservation, Unavailable> {
        if let Some(reservation) = self.pick_any() {
            return Ok(reservation);
        }
        loop {
            let change = self.change.notified();
            let mut change = std::pin::pin!(change);
            change.as_mut().enable();
            if let Some(reservation) = self.pick_any() {
                return Ok(reservation);
            }
            if !self.may_become_ready() {
                return Err(Unavailable::NoneReady);
            }
            timeout_at(deadline, change).await.map_err(|_| Unavailable::Deadline)?;
        }
    }

    fn may_become_ready(&self) -> bool {
        !self.resolved.load(Ordering::Acquire)
            || self.endpoints.load().iter().any(|endpoint| endpoint.state() == State::Connecting)
    }

    fn new_member(self: &Arc<Self>, address: SocketAddr) -> Member {
        let endpoint = Arc::new(Endpoint::new(address, self.config.breaker));
        let life = self.tasks.spawn("rpc-endpoint", endpoint::live(endpoint.clone(), self.clone()));
        Member { endpoint, life: life.abort_handle(), listed: true }
    }

    fn publish(&self, members: &HashMap<SocketAddr, Member>) {
        let mut endpoints: Vec<_> = members.values().map(|member| member.endpoint.clone()).collect();
        endpoints.sort_by_key(|endpoint| endpoint.address);
        self.endpoints.store(Arc::new(endpoints));
    }

    fn members(&self) -> MutexGuard<'_, HashMap<SocketAddr, Member>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
