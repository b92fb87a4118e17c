//! Recommendations as a guest of this process, with a life of its own: it ends after the storefront, so that no
//! page loses its list to a shutdown.

use recommendations::{Config, SETTINGS, Sockets, serve};
use shop_service::metrics::Registry;
use shop_service::signals::Trigger;
use shop_service::{Lifecycle, Signals};
use tokio::task::JoinSet;

use super::VERSION;
use crate::failure::Failure;

/// The running service; it is cut off when this is dropped.
#[derive(Debug)]
pub(super) struct Recommendations {
    stop: Trigger,
    task: JoinSet<Result<(), Failure>>,
}

impl Recommendations {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// A data directory or a catalogue of no use.
    pub(super) async fn start(config: Config, sockets: Sockets) -> Result<Self, Failure> {
        let lifecycle = Lifecycle::new(config.standard.shutdown);
        let readiness = lifecycle.readiness();
        let registry = Registry::of_process(SETTINGS.program, VERSION);
        let serving = serve(config, sockets, registry, &lifecycle);
        let (stop, signals) = Signals::by_hand();
        let mut task = JoinSet::new();
        task.spawn(async move {
            let ended = lifecycle.run(signals, serving, std::future::ready(())).await;
            ended.map(|_| ()).map_err(|error| Failure::new(&error).with_optional_hint(error.hint()))
        });
        tokio::select! {
            ended = task.join_next() => ended.map_or(Ok(()), flatten)?,
            _ = readiness.changed_from(false) => {}
        }
        Ok(Self { stop, task })
    }

    /// Ends it politely. If it failed meanwhile, the storefront did without.
    pub(super) async fn close(mut self) {
        self.stop.stop();
        if let Some(Err(failure)) = self.task.join_next().await.map(flatten) {
            failure.print();
        }
    }
}

fn flatten(ended: Result<Result<(), Failure>, tokio::task::JoinError>) -> Result<(), Failure> {
    ended.unwrap_or_else(|error| Err(Failure::new(format!("recommendations ended badly: {error}"))))
}
