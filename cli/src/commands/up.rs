//! `ninehops up`: both services in this process, one line for each step, the URL last.

mod cookie_key;
mod hosted;
mod progress;
mod settings;
mod sockets;
mod storefront;

use recommendations::Location;
use shop_service::{Lifecycle, Outcome, Signals, telemetry};

use self::hosted::Recommendations;
use self::progress::{Progress, goodbye};
use self::sockets::{Sockets, address};
use crate::arguments::UpArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the shop and returns when it is closed again.
///
/// # Errors
/// Settings that are wrong, ports that are taken, a data directory or a catalogue of no use. After the start only
/// a listener that fails.
pub(crate) async fn run(arguments: UpArguments) -> Result<Exit, Failure> {
    let mut progress = Progress::start();
    let mut configs = settings::read(&arguments)?;
    let telemetry =
        telemetry::init(&configs.telemetry(VERSION)).map_err(|error| Failure::new(chain(&error)))?;
    let mut signals =
        Signals::install().map_err(|error| Failure::new(format!("cannot handle signals: {error}")))?;
    let sockets = Sockets::bind(&mut configs).await?;

    let mut marketplace = configs.marketplace;
    let mut guest = None;
    if let Some((config, sockets)) = configs.recommendations.zip(sockets.recommendations) {
        let (data, line) = (config.data.clone(), describe(&config.data, &sockets)?);
        guest = tokio::select! {
            started = Recommendations::start(config, sockets) => Some(started?),
            _ = signals.recv() => return Ok(Exit::Healthy),
        };
        progress.step("recommendations", &line);
        if let Location::Directory(directory) = data {
            marketplace.keyring = marketplace.keyring.or_else(|| cookie_key::keyring(&directory));
        }
    }
    let lifecycle = Lifecycle::new(marketplace.standard.shutdown);
    let serving = storefront::open(marketplace, sockets.marketplace, lifecycle.clone(), progress);
    let last = async {
        if let Some(guest) = guest {
            guest.close().await;
        }
        telemetry.flush().await;
    };
    let outcome = lifecycle.run(signals, serving, last).await?;
    goodbye(outcome);
    Ok(match outcome {
        Outcome::Clean => Exit::Healthy,
        Outcome::TimedOut | Outcome::Forced => Exit::Findings,
    })
}

fn describe(data: &Location, sockets: &recommendations::Sockets) -> Result<String, Failure> {
    let address = address(&sockets.grpc)?;
    Ok(match data {
        Location::Directory(directory) => format!("on {address}, events in {}", directory.display()),
        Location::Memory => format!("on {address}, events in memory"),
    })
}
