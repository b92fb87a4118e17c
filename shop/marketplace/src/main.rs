//! The `marketplace` server.

use std::{
    env,
    fmt::Display,
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
};

use marketplace::{Config, SETTINGS, Sockets, serve};
use shop_service::{
    Lifecycle, Outcome, Signals,
    metrics::Registry,
    settings::{Environment, Start},
    telemetry,
};
use tokio::net::TcpListener;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The process could not do what it was started for.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments = env::args_os().skip(1);
    match SETTINGS.start(arguments, &Environment::of_process(), Config::from_values) {
        Ok(Start::Run(config)) => run(config),
        Ok(Start::Print(text)) => print(&text),
        Err(error) => fail(&error, None),
    }
}

#[tokio::main]
async fn run(config: Config) -> ExitCode {
    let telemetry = match telemetry::init(&config.standard.telemetry(SETTINGS.program, VERSION)) {
        Ok(telemetry) => telemetry,
        Err(error) => return fail(&error, None),
    };
    let signals = match Signals::install() {
        Ok(signals) => signals,
        Err(error) => return fail(&format!("cannot handle signals: {error}"), None),
    };
    let sockets = match Sockets::bind(&config).await {
        Ok(sockets) => sockets,
        Err(error) => return fail(&error, Some(&error.hint())),
    };
    let registry = Registry::of_process(SETTINGS.program, VERSION);
    telemetry.register(&registry);
    let listen = bound(&sockets.http, config.listen);
    let ops = bound(&sockets.ops, config.standard.ops_listen);
    tracing::info!(%listen, %ops, version = VERSION, "started");
    let lifecycle = Lifecycle::new(config.standard.shutdown);
    let serving = serve(config, sockets, registry, &lifecycle);
    match lifecycle.run(signals, serving, telemetry.flush()).await {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::TimedOut | Outcome::Forced) => ExitCode::FAILURE,
        Err(error) => fail(&error, error.hint()),
    }
}

/// Where a socket listens; port 0 has become a port of the kernel's choice.
fn bound(listener: &TcpListener, configured: SocketAddr) -> SocketAddr {
    listener.local_addr().unwrap_or(configured)
}

fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(FAILED),
    }
}

fn fail(error: &dyn Display, hint: Option<&str>) -> ExitCode {
    let hint = hint.map(|hint| format!("{hint}\n")).unwrap_or_default();
    // Without a stderr there is nobody to tell; the exit code still says it.
    let _ = write!(io::stderr(), "error: {error}\n{hint}");
    ExitCode::from(FAILED)
}
