//! The real recommendations service, in this process.

use recommendations::store::Location;
use shop_service::{Lifecycle, ShutdownTimes, Signals, Tasks, metrics::Registry, signals::Trigger};
use shop_testkit::ReservedAddress;
use tokio::sync::oneshot;

use crate::shop::listener;

/// A running recommendations service.
pub(crate) struct Recommendations {
    trigger: Trigger,
    ended: oneshot::Receiver<()>,
}

impl Recommendations {
    pub(crate) async fn start(address: &ReservedAddress) -> Self {
        let sockets = recommendations::Sockets { grpc: address.listen().unwrap(), ops: listener().await };
        let lifecycle = Lifecycle::new(ShutdownTimes::at_once());
        let config = recommendations::Config::hosted(Location::Memory);
        let serving = recommendations::serve(config, sockets, Registry::new(), &lifecycle);
        let (trigger, signals) = Signals::by_hand();
        let (end, ended) = oneshot::channel();
        Tasks::new().spawn("recommendations", async move {
            lifecycle.run(signals, serving, async {}).await.unwrap();
            let _ = end.send(());
        });
        Self { trigger, ended }
    }

    pub(crate) async fn stop(self) {
        self.trigger.stop();
        self.ended.await.unwrap();
    }
}
