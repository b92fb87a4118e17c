//! A storefront in this process, and what it takes to visit it.

use std::{net::SocketAddr, time::Duration};

use marketplace::{Config, Sockets, serve};
use shop_rpc::Target;
use shop_service::{Lifecycle, Outcome, ShutdownTimes, Signals, Tasks, metrics::Registry, signals::Trigger};
use tokio::{
    net::TcpListener,
    sync::oneshot,
    time::{Instant, sleep},
};

use crate::browser::{Answer, Browser};

/// Long for a test, short for a person.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Counts every list shown.
const LISTS: &str = "marketplace_recommendations_responses_total";

/// A running storefront. Dropping it ends its tasks.
pub(crate) struct Shop {
    pub(crate) address: SocketAddr,
    pub(crate) ops: SocketAddr,
    trigger: Trigger,
    registry: Registry,
    outcome: oneshot::Receiver<Outcome>,
    lifecycle: Lifecycle,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.lifecycle.tasks().token().cancel();
    }
}

impl Shop {
    /// With recommendations at an address.
    pub(crate) async fn start(recommendations: SocketAddr) -> Self {
        Self::start_with(&recommendations.to_string(), |_| ()).await
    }

    /// With recommendations that nobody serves.
    pub(crate) async fn start_alone() -> Self {
        Self::start_with("127.0.0.1:1", |_| ()).await
    }

    pub(crate) async fn start_with(target: &str, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::hosted(Target::parse(target, 50_051).unwrap());
        "shop-test".clone_into(&mut config.identity.name);
        configure(&mut config);
        let sockets = Sockets { http: listener().await, ops: listener().await };
        let (address, ops) = (sockets.http.local_addr().unwrap(), sockets.ops.local_addr().unwrap());
        let registry = Registry::new();
        let lifecycle = Lifecycle::new(ShutdownTimes::at_once());
        let serving = serve(config, sockets, registry.clone(), &lifecycle);
        let (trigger, signals) = Signals::by_hand();
        let (ended, outcome) = oneshot::channel();
        let life = lifecycle.clone();
        Tasks::new().spawn("shop", async move {
            let outcome = life.run(signals, serving, async {}).await.unwrap();
            let _ = ended.send(outcome);
        });
        let shop = Self { address, ops, trigger, registry, outcome, lifecycle };
        shop.until("ready", async || shop.lifecycle.readiness().is_ready()).await;
        shop
    }

    /// Somebody without cookies who wants HTML.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// One page for somebody without cookies.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.browser().get(path).await
    }

    /// Waits until the first page has a live list.
    pub(crate) async fn until_live(&self) {
        self.until("a live list", async || self.get("/").await.source() == "live").await;
    }

    pub(crate) async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so().await {
            assert!(Instant::now() < deadline, "waited in vain for {what}");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// The sum of all series of a metric whose line contains `labels`.
    pub(crate) fn metric(&self, name: &str, labels: &str) -> u64 {
        let text = self.registry.encode();
        let series = text.lines().filter(|line| line.starts_with(name) && line.contains(labels));
        let values = series.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok());
        values.sum()
    }

    /// Lists shown from a rung of the ladder.
    pub(crate) fn lists(&self, source: &str) -> u64 {
        self.metric(LISTS, &format!("source=\"{source}\""))
    }

    /// Lists shown from a rung of the ladder for a reason.
    pub(crate) fn lists_because(&self, source: &str, reason: &str) -> u64 {
        let labels = format!("source=\"{source}\",reason=\"{reason}\"");
        self.metric(LISTS, &labels)
    }

    /// All lists shown, as the metric has them, for the message of a failure.
    pub(crate) fn counted_lists(&self) -> String {
        let text = self.registry.encode();
        let lines = text.lines().filter(|line| line.starts_with(LISTS));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Asks it to stop, as SIGTERM does.
    pub(crate) fn ask_to_stop(&self) {
        self.trigger.stop();
    }

    /// How it ended.
    pub(crate) async fn outcome(&mut self) -> Outcome {
        (&mut self.outcome).await.unwrap()
    }
}

pub(crate) async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}
