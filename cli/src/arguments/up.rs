//! The flags of `ninehops up`. What has a flag here also has a variable in one of the services.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Open the shop: both services in this process, on an embedded store.
///
/// Only this machine can reach it unless `--listen` says otherwise. Ctrl-C closes it politely, a second Ctrl-C at
/// once.
#[derive(Args, Debug, Default)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UpArguments {
    /// Serve the storefront there [default: 127.0.0.1:5000]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,

    /// Keep what visitors do in this directory [default: `ninehops` in `$XDG_STATE_HOME` or `~/.local/state`]
    #[arg(long, value_name = "DIR", conflicts_with = "marketplace_only")]
    pub(crate) data: Option<PathBuf>,

    /// Sell the books of this file instead of the ones inside
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,

    /// Start no recommendations: ask those at `$RECOMMENDATIONS_HOST`, and do without if there are none
    #[arg(long)]
    pub(crate) marketplace_only: bool,
}

const EXAMPLES: &str = "\
Examples:
  ninehops up                            http://localhost:5000, and nothing else to do
  ninehops up --listen 0.0.0.0:8080      let others in, on another port
  ninehops up --data /tmp/shop           a shop that remembers nothing of yesterday
  ninehops up --marketplace-only         watch it do without recommendations

Everything else is set by the services' own variables, like RECOMMENDATIONS_LISTEN or RUST_LOG; `marketplace \
--help` and `recommendations --help` list them. Here the services listen on 127.0.0.1, their ops ports are 9464 \
(storefront) and 9465 (recommendations), and logs from level `warn` on go to stderr as text.";
