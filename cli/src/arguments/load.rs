//! The flags of `ninehops load`.

use std::time::Duration;

use clap::Args;
use load::Pace;

/// Send requests at a steady rate and say how long the answers took.
///
/// Requests fall due at the rate, answered or not, and a latency counts from the moment when its request was due:
/// a server that stalls cannot hide it. Sends `GET` only, and only to this machine or the lab.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LoadArguments {
    /// Where to, like `http://localhost:5000/`
    pub(crate) url: String,

    /// Requests a second, or `max`: as many as are answered
    #[arg(long, default_value = "100", value_name = "RATE")]
    pub(crate) rate: Pace,

    /// Connections at most
    #[arg(long, default_value_t = 16, value_name = "COUNT")]
    pub(crate) connections: usize,

    /// For how long: `30`, `30s`, `5min`
    #[arg(long, default_value = "10s", value_name = "TIME", value_parser = seconds_or_duration)]
    pub(crate) duration: Duration,

    /// Stop after so many requests
    #[arg(long, value_name = "COUNT")]
    pub(crate) requests: Option<u64>,

    /// When to give up on an answer
    #[arg(long, default_value = "10s", value_name = "TIME", value_parser = seconds_or_duration)]
    pub(crate) timeout: Duration,

    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Permit a host outside loopback and the lab's networks, written as in the URL; only if it is yours
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_target: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  ninehops load http://localhost:5000/                              100 a second for 10 s
  ninehops load http://localhost:5000/ --rate max --connections 64  find the most it can do
  ninehops load http://localhost:5000/book/1 --rate 200 --json      for scripts

Exits with 0 if everything that fell due was answered below status 500, with 1 if not, with 3 if nothing was sent.";

pub(super) fn seconds_or_duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    shop_service::settings::parse::duration(text).map_err(|error| error.to_string())
}
