//! The prober in a cluster: asks its share every few seconds, and says on standard output what came back, a line of JSON
//! each time. It is process 1 of its container.

use std::future::Future;
use std::io::{self, Write as _};
use std::process::ExitCode;

use hops_agent::{EPOCH, LARGEST_RECORD_BYTES, Mode, Record};
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

mod asked;
mod datagram;
mod epoch;
mod host;
mod kernel;
mod listen;
mod pod;
mod settings;
mod tries;
mod watched;

use epoch::Agent;
use settings::{Settings, USAGE};

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        return told(USAGE, ExitCode::SUCCESS);
    }
    let settings = match Settings::read(&|name| std::env::var(name).ok()) {
        Ok(settings) => settings,
        Err(mistakes) => return told(&format!("error: {mistakes}\nhint: {USAGE}"), ExitCode::from(2)),
    };
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(run(settings))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => told(&format!("error: {error}"), ExitCode::from(2)),
    }
}

/// Works until a signal comes; what is half asked is dropped then.
async fn run(settings: Settings) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        ended = work(settings) => ended,
    }
}

async fn work(settings: Settings) -> io::Result<()> {
    let (served, problem) = match settings.mode {
        Mode::Pod => listen::listen().await,
        Mode::Host => (None, None),
    };
    let asked = ask(Agent::new(settings, problem));
    match served {
        Some(served) => tokio::select! {
            () = served => Ok(()),
            ended = asked => ended,
        },
        None => asked.await,
    }
}

async fn ask(mut agent: Agent) -> io::Result<()> {
    let mut ticks = interval_at(Instant::now(), EPOCH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let record: Record = agent.epoch().await;
        let mut line = record.line();
        debug_assert!(line.len() <= LARGEST_RECORD_BYTES);
        line.push('\n');
        // In one piece: whoever reads the log must not find half a line.
        io::stdout().lock().write_all(line.as_bytes())?;
    }
}

fn told(text: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(io::stderr(), "{text}");
    code
}

/// What answers the peers, until it is dropped.
type Served = std::pin::Pin<Box<dyn Future<Output = ()>>>;
