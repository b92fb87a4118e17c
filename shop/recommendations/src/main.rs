//! The `recommendations` server.

use std::{
    env,
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use recommendations::{Config, SETTINGS, Sockets, serve};
use shop_service::{
    Lifecycle, Outcome, Signals,
    metrics::Registry,
    settings::{Environment, Start},
    telemetry,
};

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
    match (sockets.grpc.local_addr(), sockets.ops.local_addr()) {
        (Ok(grpc), Ok(ops)) => tracing::info!(%grpc, %ops, version = VERSION, "listening"),
        (Err(error), _) | (_, Err(error)) => return fail(&format!("a socket has no address: {error}"), None),
    }
    let lifecycle = Lifecycle::new(config.standard.shutdown);
    let serving = serve(config, sockets, registry, &lifecycle);
    match lifecycle.run(signals, serving, telemetry.flush()).await {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::TimedOut | Outcome::Forced) => ExitCode::FAILURE,
        Err(error) => fail(&error, error.hint()),
    }
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
