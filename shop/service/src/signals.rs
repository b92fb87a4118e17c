//! Requests to stop: SIGTERM and SIGINT, or a trigger in tests.
//!
//! The kernel ignores a signal that has no handler in process 1, so a container whose server relies on the default
//! action cannot be stopped politely. [`Signals::install`] installs handlers for both.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

/// A stream of requests to stop. The first starts the shutdown, the second ends it at once.
#[derive(Debug)]
pub struct Signals(Source);

#[derive(Debug)]
enum Source {
    Process { terminate: Signal, interrupt: Signal },
    Trigger(mpsc::UnboundedReceiver<()>),
}

/// Sends what a signal would; for tests and for processes that host a service inside another.
#[derive(Clone, Debug)]
pub struct Trigger(mpsc::UnboundedSender<()>);

impl Signals {
    /// Handlers for SIGTERM and SIGINT. From then on neither ends the process by itself.
    ///
    /// # Errors
    /// When the operating system refuses a handler.
    pub fn install() -> io::Result<Self> {
        Ok(Self(Source::Process {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        }))
    }

    /// Requests that come from [`Trigger::stop`] alone.
    pub fn by_hand() -> (Trigger, Self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Trigger(sender), Self(Source::Trigger(receiver)))
    }

    /// Waits for the next request and says what it was. Never resolves once no request can come. Cancel safe.
    pub async fn recv(&mut self) -> &'static str {
        let received = match &mut self.0 {
            Source::Process { terminate, interrupt } => tokio::select! {
                received = terminate.recv() => received.map(|()| "SIGTERM"),
                received = interrupt.recv() => received.map(|()| "SIGINT"),
            },
            Source::Trigger(receiver) => receiver.recv().await.map(|()| "trigger"),
        };
        match received {
            Some(name) => name,
            None => std::future::pending().await,
        }
    }
}

impl Trigger {
    /// Asks to stop; asked a second time, to stop at once.
    pub fn stop(&self) {
        // Nobody listens any more: the service has stopped already.
        let _ = self.0.send(());
    }
}

#[cfg(test)]
mod tests {
    use rustix::process::{Signal, getpid, kill_process};

    use super::*;

    #[tokio::test]
    async fn the_signals_of_a_cluster_and_of_a_terminal_arrive() {
        let mut signals = Signals::install().unwrap();
        kill_process(getpid(), Signal::TERM).unwrap();
        assert_eq!(signals.recv().await, "SIGTERM");
        kill_process(getpid(), Signal::INT).unwrap();
        assert_eq!(signals.recv().await, "SIGINT");
    }
}
